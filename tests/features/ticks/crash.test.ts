import { dyingAt, IoPoints, Killed, pausedAt, throughPoints } from '@/tests/support/io-points'
import { MINUTE } from '@/tests/support/scripted-market'
import { martingaleScenarios } from '@/tests/support/martingale-scenarios'
import { prepared, scenarios, settled, type Scenario } from '@/tests/support/tick-scenarios'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** How many points the undisturbed tick of a scenario passes. */
async function pointsOf(scenario: Scenario): Promise<number> {
  const scene = await prepared(database.db, scenario)
  const points = new IoPoints(() => undefined)
  await scene.tick(throughPoints(scene.services, points))
  expect(await settled(scene)).toEqual([])
  return points.passed
}

/**
 * Runs a case after every call, a few at a time; the answers that are not empty, with their points. Nothing lies between the end of one
 * call and the beginning of the next, so that every moment of the tick is met.
 */
async function afterEveryCall(last: number, run: (point: number) => Promise<string[]>) {
  const broken: Record<number, string[]> = {}
  const points = Array.from({ length: last / 2 }, (_, index) => 2 * (index + 1)).values()
  const worker = async () => {
    for (const point of points) {
      const found = await run(point)
      if (found.length > 0) broken[point] = found
    }
  }
  await Promise.all([worker(), worker(), worker()])
  return broken
}

function unlessKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error
}

describe.each([...scenarios, ...martingaleScenarios])('A tick that $name', (scenario) => {
  test('may die after any call to the outside: nothing is lost, nothing doubled', async () => {
    const last = await pointsOf(scenario)
    expect(last).toBeGreaterThan(15)
    const broken = await afterEveryCall(last, async (point) => {
      const scene = await prepared(database.db, scenario)
      // A worker that dies as it claims has not begun: its caller meets the error.
      await scene.tick(throughPoints(scene.services, dyingAt(point))).catch(unlessKilled)
      const { leaseToken } = await scene.bot()
      await scene.expireLease()
      await scene.tick()
      const next = await scene.bot()
      return [...(next.leaseToken >= leaseToken ? [] : ['I8 the token shrank']), ...(await settled(scene))]
    })
    expect(broken).toEqual({})
  }, 180_000)

  test('may be paused at any call until another worker has taken over and finished', async () => {
    const last = await pointsOf(scenario)
    const broken = await afterEveryCall(last, async (point) => {
      const scene = await prepared(database.db, scenario)
      const meanwhile = async () => {
        await scene.expireLease()
        scene.clock.set(scene.clock.now() + MINUTE)
        await scene.tick(scene.servicesOn(database.db, 'second worker'))
      }
      await scene.tick(throughPoints(scene.services, pausedAt(point, meanwhile)))
      return settled(scene)
    })
    expect(broken).toEqual({})
  }, 180_000)
})
