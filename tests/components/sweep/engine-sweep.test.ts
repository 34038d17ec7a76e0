import { EnginePool } from '@/components/engine/engine-pool'
import { runOnEngine, sharedPlan } from '@/components/sweep/run-in-browser'
import { runSweep } from '@/lib/backtests/sweep/run-sweep'
import { walk } from '@/tests/support/backtest-market'
import { configOf } from '@/tests/support/backtest-market'
import { localThreads } from '@/tests/support/local-thread'
import { outcomesOf, sweepSetup } from '@/tests/support/sweep-setup'

const series = new Map([['ETH/USDT:USDT', walk({ count: 2_400, seed: 11 })]])
const setup = sweepSetup()
const alone = outcomesOf(setup)

function engineOf(size: number) {
  const threads = localThreads(() => null)
  const engine = new EnginePool(threads.start, size)
  const run = runOnEngine(engine, sharedPlan(engine, configOf(), series), setup.plan)
  return { ...threads, engine, means: { run, workers: size, now: () => performance.now() } }
}

describe('A sweep on the threads of a page', () => {
  test.each([1, 3])('gives with %d threads what one thread of a server gives', async (size) => {
    const { means, started, loaded } = engineOf(size)
    const { outcomes, deaths, stopped } = await runSweep(setup.plan, means)
    expect(outcomes).toEqual(alone)
    expect([deaths, stopped, loaded, started.length]).toEqual([[], null, [], size])
  })

  test('loses nothing to a thread that dies once, and tells of it', async () => {
    const { means, started } = engineOf(2)
    const sweep = runSweep(setup.plan, means)
    started[0]?.die()
    const { outcomes, deaths } = await sweep
    expect(outcomes).toEqual(alone)
    expect(deaths).toEqual(['The calculation stopped unexpectedly (out of memory).'])
  })

  test('lists the candidates whose threads die again and again', async () => {
    const { means, started } = engineOf(1)
    const killer = setInterval(() => started.at(-1)?.die())
    const { outcomes, stopped } = await runSweep(setup.plan, means)
    clearInterval(killer)
    expect(outcomes.every((outcome) => outcome?.kind === 'lost')).toBe(true)
    expect(stopped).toBeNull()
  })

  test('ends with what is done when it is cancelled', async () => {
    const controller = new AbortController()
    const { means } = engineOf(1)
    const { outcomes, stopped } = await runSweep(setup.plan, {
      ...means,
      signal: controller.signal,
      onProgress: ({ done }) => done > 1 && controller.abort(),
    })
    expect(stopped).toBe('cancelled')
    expect(outcomes.filter((outcome) => outcome !== undefined).length).toBeLessThan(12)
    outcomes.forEach((outcome, i) => outcome !== undefined && expect(outcome).toEqual(alone[i]))
  })

  test('fails with its sentence where the candles are not to be had', async () => {
    const { engine, means } = engineOf(1)
    const plan = sharedPlan(engine, configOf(), series)
    const away = { ...plan, markets: plan.markets.map((market) => ({ ...market, candles: '/api/none' })) }
    const run = runOnEngine(engine, away, setup.plan)
    await expect(runSweep(setup.plan, { ...means, run })).rejects.toThrow(
      'There is no history of this market.',
    )
  })
})
