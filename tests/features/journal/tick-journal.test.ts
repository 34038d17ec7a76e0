import { botHash } from '@/lib/dispatch/bot-phase'
import { decideSafely } from '@/lib/domain/strategies/decide-safely'
import { JournalMemory } from '@/lib/journal/journal-memory'
import type { DecidedPair } from '@/lib/journal/link-entry'
import { TickJournal } from '@/lib/journal/tick-journal'
import { claimBot } from '@/lib/ticks/lease/repository'
import { writePlan } from '@/lib/ticks/planning/repository'
import { loadAggregate } from '@/lib/ticks/repository'
import { FaultyLine } from '@/tests/support/faulty-exchange'
import { dyingAt, IoPoints, Killed, pausedAt, throughPoints } from '@/tests/support/io-points'
import { greedy, journalFaults, journalOf } from '@/tests/support/journal-of'
import { paperBot, SOL, type Scene } from '@/tests/support/paper-bot'
import { prepared, scenarios, settled } from '@/tests/support/tick-scenarios'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const faultsOf = (scene: Scene) => journalFaults(scene.db, scene.ids.botId)
const blocksOf = (scene: Scene) =>
  scene.db.journalBlock.findMany({ where: { botId: scene.ids.botId }, orderBy: { sequence: 'asc' } })

/** A decision on settings that are not usable: the same whatever the facts. */
const unusable: DecidedPair = {
  ...{ symbol: 'ETH/USDT:USDT', side: 'long', strategy: 'dca', configVersion: 1, settings: {} },
  facts: JSON.parse('{"instrument":null}') as DecidedPair['facts'],
  decision: decideSafely({ ok: false, error: { kind: 'x' } }, JSON.parse('{}') as DecidedPair['facts'])
    .decision,
}

describe('The journal of a bot', () => {
  test('holds every decision of its ticks, and each is the same when it is taken again', async () => {
    const scene = await paperBot(database.db, { pairs: [{}, { symbol: SOL, side: 'short' }] })
    for (const minute of [2_000, { low: 1_975, close: 1_985 }, 2_030, 2_001, 1_990])
      expect(await scene.step(minute)).toEqual({ result: 'done' })
    const { findings, kept, first } = await journalOf(scene.db, scene.ids.botId)
    expect(findings).toMatchObject({ chainFault: null, difference: null })
    expect(findings.identical).toBe(findings.entries)
    expect([first, kept]).toEqual([1, findings.entries])
    // Two pairs in each of five ticks at least; rounds with a plan come on top.
    expect(kept).toBeGreaterThan(10)
    expect(await scene.db.order.count({ where: { botId: scene.ids.botId } })).toBeGreaterThan(8)
    expect(await faultsOf(scene)).toEqual([])
  })

  test('gets one block from a tick that has nothing to do', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const before = await blocksOf(scene)
    await scene.step(2_001)
    const after = await blocksOf(scene)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.slice(before.length)).toMatchObject([{ entries: 1, tickKey: BigInt(scene.key) }])
  })

  test('says of a repeated situation only what has changed', async () => {
    const scene = await paperBot(database.db)
    for (let minute = 0; minute < 70; minute += 1) await scene.step(2_000 + (minute % 5) / 10)
    const blocks = await blocksOf(scene)
    const runs = blocks.filter(({ base, sequence }) => base === sequence)
    const rest = blocks.filter(({ base, sequence }) => base !== sequence)
    expect(runs.length).toBeGreaterThanOrEqual(2)
    expect(runs.length).toBeLessThanOrEqual(5)
    const mean = rest.reduce((sum, { body }) => sum + body.length, 0) / rest.length
    expect(mean).toBeLessThan(300)
    expect(await faultsOf(scene)).toEqual([])
  }, 60_000)

  test('goes on when another process takes over, and names settings that have changed', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const { id, config } = await scene.pair()
    await scene.db.tradingPair.update({
      where: { id },
      data: { config: { ...(config as object), takeProfitPct: 2 } },
    })
    scene.pass(2_030)
    await scene.tick(scene.servicesOn(database.db, 'another process'))
    await scene.step(2_031)
    expect(await faultsOf(scene)).toEqual([])
    expect(await scene.db.journalSettings.count({ where: { botId: scene.ids.botId } })).toBe(2)
  })

  test('holds what the strategy answered, not the sentence of a venue that refused the settings', async () => {
    const scene = await paperBot(database.db)
    scene.pass(2_000)
    const line = new FaultyLine((call) => (call === 'settings' ? 'lost' : 'none'))
    await scene.tick(line.services(scene.services))
    expect((await scene.pair()).conditionCode).toBe('settings-unconfirmed')
    expect(await faultsOf(scene)).toEqual([])
    expect((await journalOf(scene.db, scene.ids.botId)).kept).toBe(1)
  })

  test('goes with the bot', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const { botId } = scene.ids
    await scene.db.bot.delete({ where: { id: botId } })
    expect(await blocksOf(scene)).toEqual([])
    expect(await scene.db.journalSettings.count({ where: { botId } })).toBe(0)
  })

  test('names the first decision that a changed strategy takes otherwise', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    await scene.step(2_001)
    const { findings } = await journalOf(scene.db, scene.ids.botId, { bind: greedy })
    expect(findings.chainFault).toBeNull()
    expect(findings.identical).toBe(findings.entries - 1)
    expect(findings.difference).toMatchObject({
      sequence: 1,
      symbol: 'ETH/USDT:USDT',
      side: 'long',
      code: 'test',
      message: expect.stringMatching(/^orders\.0\.quantitySteps: decided \d+, now \d+$/),
    })
    expect(findings.differing).toEqual(new Map([['test', 1]]))
  })
})

describe('Whatever befalls a tick', () => {
  test.each(scenarios)('$name: every decision that led to an order is in the journal', async (scenario) => {
    const scene = await prepared(database.db, scenario)
    await scene.tick()
    expect(await settled(scene)).toEqual([])
    expect(await faultsOf(scene)).toEqual([])
  })

  const disturbed = scenarios.filter(({ name }) => /opens a deal$|is stopped out/.test(name))
  test.each(disturbed)(
    '$name: it may die after any call, and the journal still explains every order',
    async (scenario) => {
      const counted = new IoPoints(() => undefined)
      const undisturbed = await prepared(database.db, scenario)
      await undisturbed.tick(throughPoints(undisturbed.services, counted))
      for (let point = 2; point <= counted.passed; point += 2) {
        const scene = await prepared(database.db, scenario)
        await scene.tick(throughPoints(scene.services, dyingAt(point))).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error
        })
        expect([point, await faultsOf(scene)]).toEqual([point, []])
        await scene.expireLease()
        await scene.tick()
        expect([point, await faultsOf(scene)]).toEqual([point, []])
      }
    },
    180_000,
  )

  test.each(disturbed)(
    '$name: a worker that lost its lease appends nothing',
    async (scenario) => {
      const counted = new IoPoints(() => undefined)
      const undisturbed = await prepared(database.db, scenario)
      await undisturbed.tick(throughPoints(undisturbed.services, counted))
      for (let point = 2; point <= counted.passed; point += 2) {
        const scene = await prepared(database.db, scenario)
        let held: Awaited<ReturnType<typeof blocksOf>> = []
        const meanwhile = async () => {
          await scene.expireLease()
          scene.clock.set(scene.clock.now() + 60_000)
          await scene.tick(scene.servicesOn(database.db, 'second worker'))
          held = await blocksOf(scene)
        }
        await scene.tick(throughPoints(scene.services, pausedAt(point, meanwhile)))
        expect([point, await blocksOf(scene)]).toEqual([point, held])
        expect([point, await faultsOf(scene)]).toEqual([point, []])
      }
    },
    180_000,
  )

  test.each<[string, (scene: Scene) => unknown]>([
    ['that opens a deal', (scene) => scene.pass(2_000)],
    ['that has nothing to do', async (scene) => [await scene.step(2_000), scene.pass(2_001)]],
  ])(
    'a tick %s appends nothing once another worker has claimed the bot',
    async (_, happens) => {
      const counted = new IoPoints(() => undefined)
      const undisturbed = await paperBot(database.db)
      await happens(undisturbed)
      await undisturbed.tick(throughPoints(undisturbed.services, counted))
      // At the last point the tick is over.
      for (let point = 2; point < counted.passed; point += 2) {
        const scene = await paperBot(database.db)
        await happens(scene)
        let held: Awaited<ReturnType<typeof blocksOf>> = []
        const meanwhile = async () => {
          await scene.set({ leaseToken: { increment: 1 }, leaseUntil: new Date('2100-01-01') })
          held = await blocksOf(scene)
        }
        await scene.tick(throughPoints(scene.services, pausedAt(point, meanwhile)))
        expect([point, await blocksOf(scene)]).toEqual([point, held])
        expect([point, await faultsOf(scene)]).toEqual([point, []])
      }
    },
    120_000,
  )

  test('a key delivered to five workers at once is journaled once', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const before = (await blocksOf(scene)).length
    scene.pass(2_001)
    await Promise.all(
      Array.from({ length: 5 }, (_, n) => scene.tick(scene.servicesOn(database.db, `worker ${n}`))),
    )
    await scene.tick()
    expect((await blocksOf(scene)).length).toBe(before + 1)
    expect(await faultsOf(scene)).toEqual([])
  })

  test('two blocks never follow the same one: the chain cannot fork', async () => {
    const scene = await paperBot(database.db)
    scene.pass(2_000)
    const { botId } = scene.ids
    const claim = await claimBot(scene.db, {
      ...{ botId, key: scene.key, worker: 'w', phaseHash: botHash(botId), nowSeconds: scene.key },
      graceSeconds: 65,
    })
    if ('kind' in claim) throw new Error(claim.kind)
    const bot = await loadAggregate(scene.db, botId)
    const plan = { opened: [], updated: [], ended: [], orders: [] }
    const write = (at: number) => {
      const journal = new TickJournal(new JournalMemory('test'), botId, scene.key, claim.journal)
      const block = journal.draft([unusable], at)
      return writePlan(scene.db, claim, bot, { plan, block, at })
    }
    expect(await write(scene.clock.now())).toBe('written')
    await expect(write(scene.clock.now() + 1)).rejects.toThrow(/unique|Unique|23505/)
    expect(await blocksOf(scene)).toHaveLength(1)
    await scene.expireLease()
    expect(await write(scene.clock.now())).toBe('lease-lost')
    expect(await faultsOf(scene)).toEqual([])
  })
})
