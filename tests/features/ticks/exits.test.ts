import { dyingAt, IoPoints, Killed, throughPoints } from '@/tests/support/io-points'
import { paperBot, SOL, START, type Scene } from '@/tests/support/paper-bot'
import { violations } from '@/tests/support/paper-invariants'
import { MINUTE } from '@/tests/support/scripted-market'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const restingKeys = async (scene: Scene) => (await scene.resting()).map((row) => row.split(' ')[0])
const conditionOf = async (scene: Scene, position = 0) => (await scene.pair(position)).conditionCode

describe('After a stop that is to pause', () => {
  const pausing = { stopLossAction: 'close-and-pause' } as const

  test('the bot pauses in the very statement that ends the deal, and says why', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: pausing }, { symbol: SOL }] })
    await scene.step(2_000)
    expect(await restingKeys(scene)).toContain('safety/1')
    await scene.step({ low: 1_700, close: 1_750 })
    expect(await scene.deals()).toEqual(
      expect.arrayContaining([expect.objectContaining({ status: 'stopped', endReason: 'stop-loss' })]),
    )
    const bot = await scene.bot()
    expect(bot.status).toBe('PAUSED')
    expect(bot.statusReason).toContain('long position in ETH/USDT:USDT was closed (stop loss)')
    expect(bot.statusReason).toContain('Resume it')
    // The other pair keeps its exits and gives up its rungs; the first one opens nothing.
    await scene.step(1_760)
    expect(await conditionOf(scene)).toBe('paused')
    expect(await restingKeys(scene)).toEqual(['stop-loss', 'take-profit/1'])
    expect(await violations(scene)).toEqual([])
  })

  test('a user who resumes it lets it open again', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: pausing }] })
    await scene.step(2_000)
    await scene.step({ low: 1_700, close: 1_750 })
    await scene.set({ status: 'RUNNING', statusReason: null })
    await scene.step(1_750)
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['stopped', 'active'])
    expect((await scene.bot()).status).toBe('RUNNING')
  })

  test('a bot that goes on after its stops goes on', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    await scene.step({ low: 1_700, close: 1_750 })
    expect((await scene.bot()).status).toBe('RUNNING')
  })
})

describe('A profit taken in steps', () => {
  const steps = {
    takeProfitSteps: [
      { profitPct: 1, closePct: 40 },
      { profitPct: 3, closePct: 60 },
    ],
    moveStopToBreakeven: true,
  }

  test('is booked step by step, with the stop at break-even after the first', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: steps }] })
    await scene.step(2_000)
    await scene.step(2_030)
    expect(await conditionOf(scene)).toBe('distributing')
    expect(await restingKeys(scene)).toEqual(['stop-loss', 'take-profit/2'])
    await scene.step({ low: 1_990, close: 1_995 })
    expect((await scene.trades()).map(({ action, reason }) => `${action} ${reason}`)).toEqual([
      'OPENED start-condition-met',
      'REDUCED take-profit-step',
      'CLOSED breakeven-exit',
      'OPENED start-condition-met',
    ])
    expect((await scene.deals())[0]).toMatchObject({ status: 'completed', endReason: 'breakeven-exit' })
    expect(await violations(scene)).toEqual([])
  })

  /** Exits that do not cover the position once, and entries that rest beside a filled step. */
  async function uncovered({ db, ids }: Scene): Promise<unknown[]> {
    return db.$queryRaw<unknown[]>`
      SELECT d.number, d.quantity, t.targets, t.stop, t.entries FROM deals d, LATERAL (
        SELECT coalesce(sum(o.quantity - o.filled_quantity) FILTER (WHERE o.key LIKE 'take-profit/%'), 0) AS targets,
          coalesce(sum(o.quantity - o.filled_quantity) FILTER (WHERE o.key = 'stop-loss'), 0) AS stop,
          count(*) FILTER (WHERE NOT o.reduce_only) AS entries
        FROM orders o WHERE o.deal_id = d.id AND o.ended_at IS NULL) t
      WHERE d.bot_id = ${ids.botId} AND d.ended_at IS NULL
        AND (t.targets <> d.quantity OR t.stop <> d.quantity OR t.entries > 0)`
  }

  async function stepFilled(): Promise<Scene> {
    const scene = await paperBot(database.db, { pairs: [{ config: steps }] })
    await scene.step(2_000)
    scene.pass(2_030)
    return scene
  }

  test('survives a process that dies at any call of the tick after a step has filled', async () => {
    const whole = await stepFilled()
    const points = new IoPoints(() => undefined)
    await whole.tick(throughPoints(whole.services, points))
    expect(points.passed).toBeGreaterThan(15)
    const broken: Record<number, unknown[]> = {}
    for (let point = 2; point <= points.passed; point += 2) {
      const scene = await stepFilled()
      await scene.tick(throughPoints(scene.services, dyingAt(point))).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error
      })
      await scene.expireLease()
      await scene.tick()
      await scene.step(2_031)
      const found = [...(await violations(scene)), ...(await uncovered(scene))]
      const sold = (await scene.trades()).filter(({ reason }) => reason === 'take-profit-step')
      if (sold.length !== 1) found.push(`${sold.length} steps were booked`)
      if (found.length > 0) broken[point] = found
    }
    expect(broken).toEqual({})
  }, 180_000)
})

describe('A trailing target', () => {
  test('is followed over the minutes between ticks and sold at the market', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: { trailingPct: 0.5 } }], intervalSec: 300 })
    await scene.step(2_000)
    expect(await restingKeys(scene)).not.toContain('take-profit/1')
    // The high of 2,060 lies between two ticks; at the second one the price is 2,045.
    scene.pass(2_030, { high: 2_060, close: 2_055 }, 2_050, 2_052)
    await scene.step(2_045)
    const trades = await scene.trades()
    expect(trades[1]).toMatchObject({ action: 'CLOSED', reason: 'trailing-exit' })
    expect(Number(trades[1]?.price)).toBeCloseTo(2_045, 0)
    expect(await violations(scene)).toEqual([])
  })
})

describe('The largest loss of a day', () => {
  const daily = { dailyLossPct: 1, stopLossPct: null, maxSafetyOrders: 0, activeSafetyOrders: 0 }
  const untilMidnight = Math.round((Date.UTC(2025, 5, 11) - START) / MINUTE)

  test('closes, halts until 00:00 UTC whatever happens to the memory, and then opens again', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: daily }], intervalSec: 60 })
    await scene.step(2_000)
    await scene.step(1_950)
    expect((await scene.pair()).memory).toMatchObject({ breakers: { day: Date.UTC(2025, 5, 10) } })
    // 1 % of 1,000: 0.1 ether lose 10 at 1,900.
    await scene.step(1_895)
    expect((await scene.deals())[0]).toMatchObject({ status: 'stopped', endReason: 'daily-loss' })
    expect(await conditionOf(scene)).toBe('daily-loss')
    const { id } = await scene.pair()
    await scene.db.$executeRaw`UPDATE trading_pairs SET memory = NULL WHERE id = ${id}`
    await scene.step(1_900)
    expect(await scene.pair()).toMatchObject({
      conditionCode: 'daily-loss',
      conditionDetail: { until: Date.UTC(2025, 5, 11), boundary: '00:00 UTC' },
    })
    const left = untilMidnight - 4
    scene.pass(...Array.from({ length: left - 1 }, () => 1_900))
    await scene.tick()
    expect(await conditionOf(scene)).toBe('daily-loss')
    await scene.step(1_900)
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['stopped', 'active'])
    expect((await scene.pair()).memory).toMatchObject({ breakers: { day: Date.UTC(2025, 5, 11) } })
  })

  test('what a dying tick had not yet remembered is found again', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: daily }] })
    await scene.step(2_000)
    const { memory } = await scene.pair()
    scene.pass(1_895)
    const points = new IoPoints(() => undefined)
    const twin = await paperBot(database.db, { pairs: [{ config: daily }] })
    await twin.step(2_000)
    twin.pass(1_895)
    await twin.tick(throughPoints(twin.services, points))
    // The last call ends the tick and would have kept the memory.
    await scene.tick(throughPoints(scene.services, dyingAt(points.passed - 1))).catch(() => undefined)
    expect((await scene.pair()).memory).toEqual(memory)
    await scene.expireLease()
    await scene.step(1_990)
    expect(await conditionOf(scene)).toBe('daily-loss')
    expect((await scene.deals()).map(({ endReason }) => endReason)).toEqual(['daily-loss'])
  })
})
