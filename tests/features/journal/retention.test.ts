import { KEPT_DAYS } from '@/lib/domain/journal/kept'
import { bloatedJournals, dropOldBlocks } from '@/lib/journal/repository'
import { journalPruner, pruneJournals } from '@/lib/journal/retention'
import { journalFaults, journalOf } from '@/tests/support/journal-of'
import { paperBot, START, type Scene } from '@/tests/support/paper-bot'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.reset())
afterAll(() => database.close())

const MINUTE = 60_000
const DAY = 86_400_000

async function ticked(ticks: number): Promise<Scene> {
  const scene = await paperBot(database.db)
  await ticksOf(scene, ticks)
  return scene
}

async function ticksOf(scene: Scene, ticks: number): Promise<void> {
  for (let tick = 0; tick < ticks; tick += 1)
    expect(await scene.step(2_000 + (tick % 7) / 10)).toEqual({ result: 'done' })
}

const blocksOf = (scene: Scene) =>
  database.db.journalBlock.findMany({ where: { botId: scene.ids.botId }, orderBy: { sequence: 'asc' } })

describe('Old decisions', () => {
  test('are dropped run by run, and what is kept can still be checked from its anchor', async () => {
    const scene = await ticked(150)
    const { botId } = scene.ids
    const all = await blocksOf(scene)
    const before = START + 140 * MINUTE
    expect(await dropOldBlocks(database.db, { botId, before, entries: 50_000, limit: 2_000 })).toBe(true)
    const kept = await blocksOf(scene)
    expect(kept.length).toBeLessThan(all.length)
    expect(kept[0]?.base).toBe(kept[0]?.sequence)
    expect(Number(kept[0]?.at)).toBeLessThanOrEqual(before)
    const bot = await scene.bot()
    expect(bot.journalAnchor).toBe((kept[0]?.sequence ?? 0n) - 1n)
    expect(bot.journalSince).toEqual(kept[0]?.at)
    const { findings, first } = await journalOf(database.db, botId)
    expect(findings).toMatchObject({ chainFault: null, difference: null, entries: kept.length })
    expect(first).toBe(Number(kept[0]?.sequence))
    expect(await dropOldBlocks(database.db, { botId, before, entries: 50_000, limit: 2_000 })).toBe(false)
    await ticksOf(scene, 3)
    expect((await journalOf(database.db, botId)).findings).toMatchObject({
      chainFault: null,
      difference: null,
    })
  }, 60_000)

  test('are dropped beyond a number, too, a bounded piece at a time', async () => {
    const scene = await ticked(150)
    const { botId } = scene.ids
    expect(await bloatedJournals(database.db, { before: 0, entries: 100, limit: 10 })).toEqual([botId])
    expect(await bloatedJournals(database.db, { before: 0, entries: 1_000, limit: 10 })).toEqual([])
    const drop = () => dropOldBlocks(database.db, { botId, before: 0, entries: 10, limit: 80 })
    let drops = 0
    while (await drop()) drops += 1
    expect(drops).toBeGreaterThan(1)
    const { findings, kept } = await journalOf(database.db, botId)
    expect(kept).toBeLessThan(75)
    expect(findings).toMatchObject({ chainFault: null, difference: null, entries: kept })
  }, 60_000)

  test('of a bot that stands still all go in the end, and it goes on from its anchor', async () => {
    const scene = await ticked(5)
    const { botId } = scene.ids
    const { id, config } = await scene.pair()
    const later = scene.clock.now() + (KEPT_DAYS + 2) * DAY
    await pruneJournals(database.db, () => later)
    expect(await blocksOf(scene)).toEqual([])
    expect(await database.db.journalSettings.count()).toBe(0)
    expect((await journalOf(database.db, botId)).findings).toMatchObject({ entries: 0, chainFault: null })
    expect(await bloatedJournals(database.db, { before: later, entries: 1, limit: 10 })).toEqual([])
    await database.db.tradingPair.update({
      where: { id },
      data: { config: { ...(config as object), takeProfitPct: 2 } },
    })
    // The process still remembers the run that was dropped, and may not refer to it.
    scene.market.add('ETH/USDT:USDT', [2_001])
    scene.clock.set(later)
    expect((await scene.tick()).result).toBe('done')
    const { findings } = await journalOf(database.db, botId)
    expect(findings).toMatchObject({ chainFault: null, difference: null })
    expect(findings.entries).toBeGreaterThan(0)
  })

  test('stay for as long as is stated', async () => {
    const scene = await ticked(5)
    await pruneJournals(database.db, () => scene.clock.now() + KEPT_DAYS * DAY)
    expect(await journalFaults(database.db, scene.ids.botId)).toEqual([])
    expect(await blocksOf(scene)).not.toEqual([])
  })

  test('are looked for once a minute, however often the sweep asks', async () => {
    let asked = 0
    const counting = new Proxy(database.db, {
      get(target, name) {
        if (name === '$queryRaw') asked += 1
        return Reflect.get(target, name) as unknown
      },
    })
    let now = START
    const prune = journalPruner(counting, () => now)
    await prune()
    now += 59_000
    await prune()
    expect(asked).toBe(1)
    now += 1_000
    await prune()
    expect(asked).toBe(2)
  })
})
