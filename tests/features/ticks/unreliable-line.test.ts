import { FaultyLine, type Fault } from '@/tests/support/faulty-exchange'
import { paperBot, SOL } from '@/tests/support/paper-bot'
import { prepared, scenarios, settled } from '@/tests/support/tick-scenarios'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const faults: readonly Fault[] = ['lost', 'late', 'answer-lost', 'half-answered', 'twice']

describe.each(scenarios)('When the bot $name', (scenario) => {
  test.each(faults)('any request may be %s: nothing is lost, nothing doubled', async (fault) => {
    const delays = fault === 'late' ? [3, 40] : [0]
    const cases = [1, 2, 3].flatMap((nth) => delays.map((seconds) => ({ nth, seconds })))
    const broken = await Promise.all(
      cases.map(async ({ nth, seconds }) => {
        const scene = await prepared(database.db, scenario)
        let submits = 0
        const line = new FaultyLine((call) => {
          if (call === 'submit') submits += 1
          return call === 'submit' && submits === nth ? fault : 'none'
        })
        await scene.tick(line.services(scene.services))
        scene.clock.set(scene.clock.now() + seconds * 1_000)
        await line.arrive()
        return (await settled(scene)).map((sentence) => `request ${nth}, ${seconds} s: ${sentence}`)
      }),
    )
    expect(broken.flat()).toEqual([])
  })
})

describe('When the venue cannot be asked', () => {
  test('nothing changes, the condition says so, and everything goes on when it answers again', async () => {
    const scene = await paperBot(database.db, { pairs: [{}, { symbol: SOL }] })
    await scene.step(2_000)
    const before = await scene.resting()
    const down = new FaultyLine((call) => (call === 'observe' ? 'lost' : 'none')).services(scene.services)
    scene.pass(2_030)
    expect(await scene.tick(down)).toEqual({ result: 'done' })
    expect(await scene.resting()).toEqual(before)
    for (const position of [0, 1]) {
      expect(await scene.pair(position)).toMatchObject({ conditionCode: 'account-missing' })
    }
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['active', 'active'])
    expect(await settled(scene)).toEqual([])
    expect((await scene.trades()).some(({ reason }) => reason === 'take-profit')).toBe(true)
  })

  test('a paper account that is gone is missing, never empty', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const [paper] = await scene.db.paperAccount.findMany({ where: { accountId: scene.ids.accountId } })
    await scene.db.paperAccount.delete({ where: { accountId: scene.ids.accountId } })
    expect(await scene.step(2_000)).toEqual({ result: 'done' })
    expect(await scene.pair()).toMatchObject({ conditionCode: 'account-missing' })
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['active'])
    await scene.db.paperAccount.create({ data: { ...paper, state: paper?.state ?? {} } as never })
    expect(await settled(scene)).toEqual([])
  })
})
