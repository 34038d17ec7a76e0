import { FaultyLine, type Fault } from '@/tests/support/faulty-exchange'
import { dyingAfter, Killed, throughPoints } from '@/tests/support/io-points'
import {
  everyFillIsNew,
  nobodyWaits,
  nothingWrittenAhead,
  statusNotReadAgain,
  timestampNotPinned,
  unknownIsRefused,
  type Mutation,
} from '@/tests/support/mutants'
import { paperBot, type Scene } from '@/tests/support/paper-bot'
import { forbiddenEntries, settled } from '@/tests/support/tick-scenarios'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import type { TickServices } from '@/lib/ticks/tick-services'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const intact: Mutation = (services) => services

/** A schedule that a safeguard exists for. It is given the services to tick with, intact or without that safeguard. */
type Schedule = (scene: Scene, mutate: Mutation) => Promise<void>

/** A line that has one fault, in the first call of that name. */
function faultyOnce(call: 'submit' | 'observe', fault: Fault): FaultyLine {
  let due = true
  return new FaultyLine((name) => {
    if (!due || name !== call) return 'none'
    due = false
    return fault
  })
}

async function dies(scene: Scene, services: TickServices): Promise<void> {
  await scene.tick(throughPoints(services, dyingAfter('submit'))).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  await scene.expireLease()
}

const seconds = (scene: Scene, count: number) => scene.clock.set(scene.clock.now() + count * 1_000)

const diesAfterSending: Schedule = async (scene, mutate) => {
  scene.pass(2_000)
  await dies(scene, mutate(scene.services, scene))
  await scene.tick(mutate(scene.services, scene))
}

const losesAnAnswer: Schedule = async (scene, mutate) => {
  scene.pass(2_000)
  await scene.tick(mutate(faultyOnce('submit', 'answer-lost').services(scene.services), scene))
}

const fillsInParts: Schedule = async (scene, mutate) => {
  await scene.step(2_000)
  for (const volume of [0.3, 0.2]) {
    scene.pass({ low: 1_979, close: 1_985, volume })
    await scene.tick(mutate(scene.services, scene))
  }
}

/** The request of a worker that died is still under way when the next one looks, and arrives so many seconds after it was sent. */
const arrivesAfter =
  (late: number): Schedule =>
  async (scene, mutate) => {
    scene.pass(2_000)
    const line = faultyOnce('submit', 'late')
    // The mutant pins nothing: its time is taken behind the line.
    const behind = line.services(mutate(scene.services, scene))
    await dies(scene, behind)
    seconds(scene, late - 1)
    await scene.tick(mutate(scene.services, scene))
    seconds(scene, 1)
    await line.arrive()
  }

const isPausedMeanwhile: Schedule = async (scene, mutate) => {
  scene.pass(2_000)
  const paused: TickServices = {
    ...scene.services,
    openExchange: (account, clock) => {
      const exchange = scene.services.openExchange(account, clock)
      return {
        ...exchange,
        observe: async (request) => {
          const seen = await exchange.observe(request)
          await scene.set({ status: 'PAUSED', statusAt: new Date(scene.clock.now()) })
          return seen
        },
      }
    },
  }
  await scene.tick(mutate(paused, scene))
}

const killList: [string, Mutation, Schedule][] = [
  ['writing SENT ahead', nothingWrittenAhead, diesAfterSending],
  ['keeping unknown apart from refused', unknownIsRefused, losesAnAnswer],
  ['telling fills apart by their id', everyFillIsNew, fillsInParts],
  ['waiting out the window before giving an order up', nobodyWaits, arrivesAfter(3)],
  ['pinning the timestamp of a request', timestampNotPinned, arrivesAfter(40)],
  ['reading the status again with the plan', statusNotReadAgain, isPausedMeanwhile],
]

async function broken(mutate: Mutation, schedule: Schedule): Promise<string[]> {
  const scene = await paperBot(database.db)
  try {
    await schedule(scene, mutate)
    return [...(await settled(scene)), ...(await forbiddenEntries(scene))]
  } catch (error) {
    return [String(error)]
  }
}

describe.each(killList)('Without %s', (_, mutation, schedule) => {
  test('a schedule breaks what the intact tick keeps', async () => {
    expect(await broken(intact, schedule)).toEqual([])
    const without = await broken(mutation, schedule)
    expect(without).not.toEqual([])
    expect(without.join('\n')).toMatch(/^(I\d+|quiet ticks)/)
  })
})
