import { EngineFailure, EnginePool } from '@/components/engine/engine-pool'
import { testInput } from '@/lib/domain/engine/test-plan'
import { reportFigures } from '@/lib/domain/backtest/report/report'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { localThreads } from '@/tests/support/local-thread'
import { ADDRESS, livelyCandles, testPlan } from '@/tests/support/test-plans'

const candles = livelyCandles()
const job = (over: object = {}, config: object = {}) => ({
  kind: 'backtest' as const,
  plan: testPlan(over, config),
})

function pool(size = 1, load: () => typeof candles | null = () => candles) {
  const threads = localThreads(load)
  const engine = new EnginePool(threads.start, size)
  return { ...threads, engine }
}

const kindOf = (error: unknown): string => (error instanceof EngineFailure ? error.kind : String(error))

describe('the engine', () => {
  test('answers with the figures of the very back-test', async () => {
    const { engine } = pool()
    const result = await engine.run(job())
    const input = testInput(testPlan(), new Map([[ADDRESS, candles]]))
    if (!input.ok) throw new Error('usable')
    const expected = reportFigures(input.value, runBacktest(input.value), 1)
    expect(result.summary.metrics.ended).toBeGreaterThan(0)
    expect({ ...result.summary, ticksPerSecond: 0, candlesPerSecond: 0 }).toEqual({
      ...expected.summary,
      ticksPerSecond: 0,
      candlesPerSecond: 0,
    })
    expect(result.series).toEqual(expected.series)
    expect(result.warnings).toEqual(expected.warnings)
  })

  test('fetches the candles of an address once, whatever else changes', async () => {
    const { engine, loaded } = pool()
    const first = await engine.run(job())
    const second = await engine.run(job({}, { takeProfitPct: 2 }))
    expect(loaded).toEqual([ADDRESS])
    expect(second.summary.netProfit).not.toBe(first.summary.netProfit)
  })

  test('tries again to fetch what could not be had, and says why', async () => {
    let isThere = false
    const { engine, loaded } = pool(1, () => (isThere ? candles : null))
    const failure = await engine.run(job()).catch((error: unknown) => error)
    expect(kindOf(failure)).toBe('candles-unavailable')
    expect((failure as Error).message).toBe('There is no history of this market.')
    isThere = true
    await engine.run(job())
    expect(loaded).toHaveLength(2)
  })

  test('refuses settings that no strategy takes, and goes on', async () => {
    const { engine } = pool()
    const failure = await engine.run(job({}, { takeProfitPct: -1 })).catch((error: unknown) => error)
    expect(kindOf(failure)).toBe('refused')
    expect((failure as Error).message).toMatch(/ETH\/USDT:USDT long are not usable/)
    await expect(engine.run(job())).resolves.toMatchObject({ summary: { conserved: true } })
  })

  test('lets go of a cancelled run at once and serves the newest', async () => {
    const { engine, started } = pool()
    const controller = new AbortController()
    const [old, queued] = [
      engine.run(job(), { signal: controller.signal }),
      engine.run(job({ deposit: 5_000 })),
    ]
    controller.abort()
    expect(kindOf(await old.catch((error: unknown) => error))).toBe('cancelled')
    expect((await queued).summary.deposit).toBe('5000')
    expect(started).toHaveLength(1)
    expect(started[0]?.heard.map(({ type }) => type)).toEqual(['run', 'cancel', 'run'])
  })

  test('a cancelled run that still waits is never given to a thread', async () => {
    const { engine, started } = pool()
    const controller = new AbortController()
    const first = engine.run(job())
    const waiting = engine.run(job({ deposit: 5_000 }), { signal: controller.signal })
    controller.abort()
    expect(kindOf(await waiting.catch((error: unknown) => error))).toBe('cancelled')
    await first
    expect(started[0]?.heard).toHaveLength(1)
  })

  test('stops working on a cancelled run within its slice', async () => {
    const { engine } = pool(1, () => livelyCandles(250_000))
    const controller = new AbortController()
    const startedAt = performance.now()
    await engine.run(job())
    const whole = performance.now() - startedAt
    const old = engine.run(job(), { signal: controller.signal, onProgress: () => controller.abort() })
    await old.catch(() => null)
    const cancelledAt = performance.now()
    engine.share('short', candles)
    await engine.run(job({ markets: [{ ...onlyMarket(), candles: 'short' }] }))
    expect(performance.now() - cancelledAt).toBeLessThan(whole / 2)
  })

  test('reports a thread that dies, and the next run starts another', async () => {
    const { engine, started } = pool()
    engine.share('upload', candles)
    const onUpload = job({ markets: [{ ...onlyMarket(), candles: 'upload' }] })
    const lost = engine.run(onUpload)
    started[0]?.die()
    expect(kindOf(await lost.catch((error: unknown) => error))).toBe('died')
    const again = await engine.run(onUpload)
    expect(again.summary.candles).toBe(candles.length)
    expect(started).toHaveLength(2)
  })

  test('works on as many runs at once as it has threads, and answers each with its own', async () => {
    const { engine, started } = pool(2)
    const deposits = [4_000, 5_000, 6_000, 7_000, 8_000]
    const results = await Promise.all(deposits.map((deposit) => engine.run(job({ deposit }))))
    expect(results.map(({ summary }) => Number(summary.deposit))).toEqual(deposits)
    expect(started).toHaveLength(2)
    expect(started.every(({ heard }) => heard.length >= 2)).toBe(true)
  })

  test('says where there are no threads at all', async () => {
    const engine = new EnginePool(() => {
      throw new ReferenceError('Worker is not defined')
    })
    const failure = await engine.run(job()).catch((error: unknown) => error)
    expect(kindOf(failure)).toBe('unsupported')
  })

  test('a closed pool cancels what it had and can be used again', async () => {
    const { engine, started } = pool()
    const running = engine.run(job())
    const waiting = engine.run(job())
    engine.close()
    const failures = await Promise.all([running, waiting].map((run) => run.catch((error: unknown) => error)))
    expect(failures.map(kindOf)).toEqual(['cancelled', 'cancelled'])
    expect(started[0]?.isEnded).toBe(true)
    await engine.run(job())
    expect(started).toHaveLength(2)
  })
})

function onlyMarket() {
  const [market] = testPlan().markets
  if (market === undefined) throw new Error('The plan has a market.')
  return market
}
