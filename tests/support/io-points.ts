import type { Database } from '@/lib/db'
import type { ExchangeConnection } from '@/lib/ports/exchange'
import type { TickServices } from '@/lib/ticks/tick-services'

/** The process ended here: nothing it would have done afterwards happens any more. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/**
 * Every call of a tick to the outside, numbered: an odd point lies before a call, the even one after it says that the call happened but its
 * answer has not arrived. What happens at a point is up to the test: nothing, a pause, or the end of the process.
 */
export class IoPoints {
  passed = 0
  private dead = false

  constructor(private readonly at: (point: number, call: string) => Promise<void> | void) {}

  async around<T>(name: string, call: () => PromiseLike<T>): Promise<T> {
    await this.pass(name)
    const answer = await call()
    await this.pass(name)
    return answer
  }

  private async pass(name: string): Promise<void> {
    if (this.dead) throw new Killed()
    this.passed += 1
    try {
      await this.at(this.passed, name)
    } catch (error) {
      this.dead = true
      throw error
    }
  }
}

/** A process that dies at one point. */
export const dyingAt = (point: number): IoPoints =>
  new IoPoints((passed) => {
    if (passed === point) throw new Killed()
  })

/** A process that dies right after its first call of this name. */
export const dyingAfter = (name: string): IoPoints =>
  new IoPoints((passed, call) => {
    if (call === name && passed % 2 === 0) throw new Killed()
  })

/** A process that stands still at one point while something else happens, and then goes on as if nothing had been. */
export const pausedAt = (point: number, meanwhile: () => Promise<void>): IoPoints =>
  new IoPoints((passed) => (passed === point ? meanwhile() : undefined))

/** The services of a process all of whose calls pass these points. The venue is another machine: it does not die with the process. */
export function throughPoints(services: TickServices, points: IoPoints): TickServices {
  return {
    ...services,
    db: databaseThrough(services.db, points),
    openExchange: (account, clock) => exchangeThrough(services.openExchange(account, clock), points),
  }
}

const calls = new Set<string | symbol>(['$queryRaw', '$executeRaw', '$transaction'])

function databaseThrough(db: Database, points: IoPoints): Database {
  return new Proxy(db, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (!calls.has(name) || typeof value !== 'function') return value
      return (...parts: unknown[]) =>
        points.around(String(name), () => value.apply(target, parts) as Promise<unknown>)
    },
  })
}

const exchangeThrough = (exchange: ExchangeConnection, points: IoPoints): ExchangeConnection => ({
  ...exchange,
  observe: (request) => points.around('observe', () => exchange.observe(request)),
  submit: (commands) => points.around('submit', () => exchange.submit(commands)),
  setLeverage: (pair, leverage) => points.around('setLeverage', () => exchange.setLeverage(pair, leverage)),
})
