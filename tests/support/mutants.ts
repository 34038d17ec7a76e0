import type { Database } from '@/lib/db'
import type { CommandOutcome, ExchangeConnection } from '@/lib/ports/exchange'
import type { TickServices } from '@/lib/ticks/tick-services'
import type { Scene } from './paper-bot'

/** The tick without one of its safeguards, made by what it is given, not by the product. */
export type Mutation = (services: TickServices, scene: Scene) => TickServices

const withExchange =
  (change: (exchange: ExchangeConnection, services: TickServices) => Partial<ExchangeConnection>): Mutation =>
  (services) => ({
    ...services,
    openExchange: (account, clock) => {
      const exchange = services.openExchange(account, clock)
      return { ...exchange, ...change(exchange, services) }
    },
  })

type Raw = (...parts: unknown[]) => Promise<unknown>
type Statement = {
  readonly text: string
  readonly values: readonly unknown[]
  readonly run: () => Promise<unknown>
}

const withStatements =
  (change: (statement: Statement, scene: Scene) => Promise<unknown>): Mutation =>
  (services, scene) => ({
    ...services,
    db: intercepted(services.db, (statement) => change(statement, scene)),
  })

function intercepted<Client extends Pick<Database, '$queryRaw'>>(
  client: Client,
  change: (statement: Statement) => Promise<unknown>,
): Client {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (name === '$queryRaw') {
        return (strings: TemplateStringsArray, ...values: unknown[]) => {
          const run = () => (value as Raw).call(target, strings, ...values)
          return change({ text: strings.join(' '), values, run })
        }
      }
      if (name === '$transaction') {
        return (work: (transaction: Client) => Promise<unknown>) =>
          (value as Raw).call(target, (transaction: Client) => work(intercepted(transaction, change)))
      }
      return value
    },
  })
}

/** Orders leave without having been marked as sent. */
export const nothingWrittenAhead = withStatements(async ({ text, values, run }, scene) => {
  if (!text.startsWith('\n    WITH moment AS')) return run()
  const orderIds = values.find(Array.isArray) as string[]
  return [{ held: true, sent_at: scene.clock.now(), sent: orderIds }]
})

/** Every fill that is reported is taken for a new one. */
export const everyFillIsNew = withStatements(async ({ text, values, run }) => {
  const rows = await run()
  if (!text.includes('INSERT INTO fills')) return rows
  const fills = JSON.parse(String(values[1])) as { fillId: string }[]
  return fills.map(({ fillId }) => ({ fill_id: fillId }))
})

/** Plans and orders are written whatever became of the bot since it was read. */
export const statusNotReadAgain = withStatements(async ({ text, run }, scene) => {
  if (!/^\s*WITH (fence|moment) AS/.test(text)) return run()
  const { status } = await scene.bot()
  await scene.set({ status: 'RUNNING' })
  const rows = await run()
  await scene.set({ status })
  return rows
})

/** What got no answer is taken for refused. */
export const unknownIsRefused = withExchange((exchange) => ({
  submit: async (commands) =>
    (await exchange.submit(commands)).map((outcome): CommandOutcome =>
      outcome.kind === 'unknown' ? { kind: 'refused', code: 'timeout', message: outcome.message } : outcome,
    ),
}))

/** An order that the venue does not know yet is given up at once. */
export const nobodyWaits = withExchange(() => ({ acceptanceWindowMs: -1 }))

/** A request carries the time at which it leaves the line, not the one at which its order was marked as sent. */
export const timestampNotPinned = withExchange((exchange, { clock }) => ({
  submit: (commands) =>
    exchange.submit(commands.map((one) => (one.kind === 'place' ? { ...one, sentAt: clock.now() } : one))),
}))
