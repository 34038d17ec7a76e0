import path from 'node:path'
import { runSweep, WorkerDied, type SweepProgress } from '@/lib/backtests/sweep/run-sweep'
import { sharedSeries, WorkerPool, type WorkerPoolOptions } from '@/lib/backtests/sweep/worker-pool'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import { walk } from '@/tests/support/backtest-market'
import type { Deadly } from '@/tests/support/dying-sweep-worker'
import { outcomesOf, sweepSetup, type SweepSetup } from '@/tests/support/sweep-setup'

const now = () => performance.now()

async function swept(
  { plan, base }: SweepSetup,
  workers: number,
  options: WorkerPoolOptions & { readonly signal?: AbortSignal } = {},
  onProgress?: (progress: SweepProgress) => void,
) {
  const { signal, ...rest } = options
  const pool = new WorkerPool({ base, inSamplePct: plan.inSamplePct }, rest)
  try {
    return await runSweep(plan, {
      ...{ run: pool.run, workers, now },
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    })
  } finally {
    await pool.close()
  }
}

const setup = sweepSetup()
const alone = outcomesOf(setup)

const dying = (deadly: Deadly) => ({
  file: path.resolve('tests/support/dying-sweep-worker.ts'),
  memoryMb: 40,
  data: { deadly, died: new Int32Array(new SharedArrayBuffer(4)) },
})

const kindsOf = (outcomes: readonly (Outcome | undefined)[]) => outcomes.map((outcome) => outcome?.kind)

describe('A sweep over worker threads', () => {
  test.each([1, 2, 3])(
    'gives with %d workers what one thread gives, candidate by candidate',
    async (workers) => {
      const { outcomes, stopped, deaths } = await swept(setup, workers)
      expect(outcomes).toEqual(alone)
      expect([stopped, deaths]).toEqual([null, []])
    },
    60_000,
  )

  test('tells how far it is, up to the last candidate', async () => {
    const told: SweepProgress[] = []
    await swept(setup, 2, {}, (progress) => told.push(progress))
    expect(told.length).toBeGreaterThan(2)
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((a, b) => a - b))
    expect(told.at(-1)).toEqual({ done: 12, of: 12, deaths: 0 })
  }, 60_000)

  test('shares the candles between its threads instead of copying them', () => {
    const shared = sharedSeries(walk({ count: 50, seed: 1 }))
    expect(shared.close.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect([...shared.close]).toEqual([...walk({ count: 50, seed: 1 }).close])
    // What is posted to a thread is cloned: the clone still sees what is written here.
    const posted = structuredClone(shared)
    shared.close[7] = 123
    expect(posted.close[7]).toBe(123)
  })
})

describe('A worker that dies', () => {
  test.each([
    ['throw', 'the worker failed (candidate 5 is deadly)'],
    ['exit', 'the worker ended by itself with code 3'],
    ['memory', 'the worker ran out of memory'],
  ] as const)(
    'by "%s" is told, replaced and asked once more; only its candidate is lost',
    async (how, sentence) => {
      const { outcomes, deaths, stopped } = await swept(setup, 2, dying({ 5: how }))
      expect(outcomes).toEqual(
        alone.map((outcome, i) => (i === 5 ? { kind: 'lost', reasons: [sentence, sentence] } : outcome)),
      )
      expect(deaths).toEqual([sentence, sentence])
      expect(stopped).toBeNull()
    },
    120_000,
  )

  test('once and not again loses nothing, and is told all the same', async () => {
    const { outcomes, deaths } = await swept(setup, 2, dying({ 7: 'once' }))
    expect(outcomes).toEqual(alone)
    expect(deaths).toEqual(['the worker ended by itself with code 4'])
  }, 60_000)

  test('of the last candidate while other workers are done still loses that one alone', async () => {
    const { outcomes } = await swept(setup, 3, dying({ 11: 'exit' }))
    expect(kindsOf(outcomes)).toEqual([...new Array<string>(11).fill('done'), 'lost'])
  }, 60_000)

  test('again and again ends the sweep, and nothing is passed over', async () => {
    const { plan } = setup
    const run = () => Promise.reject(new WorkerDied('it cannot even start'))
    const many = { ...plan, candidates: Array.from({ length: 500 }, (_, id) => ({ id, values: [] })) }
    const { outcomes, deaths, stopped } = await runSweep(many, { run, workers: 4, now })
    expect(stopped).toBe('workers-died')
    expect(deaths.length).toBeGreaterThanOrEqual(30)
    expect(deaths.length).toBeLessThan(40)
    const lost = outcomes.filter((outcome) => outcome !== undefined)
    expect(lost.length).toBeGreaterThan(10)
    expect(
      lost.every((outcome) => outcome.kind === 'lost' && outcome.reasons.includes('it cannot even start')),
    ).toBe(true)
  })

  test('is not the same as a fault of the sweep itself, which ends it with that fault', async () => {
    const run = () => Promise.reject(new Error('no candles'))
    await expect(runSweep(setup.plan, { run, workers: 2, now })).rejects.toThrow('no candles')
  })
})

describe('A sweep that is cancelled', () => {
  test('ends at once with what is done so far', async () => {
    const controller = new AbortController()
    const onProgress = ({ done }: SweepProgress) => done >= 3 && controller.abort()
    const { outcomes, stopped, deaths } = await swept(setup, 2, { signal: controller.signal }, onProgress)
    const done = outcomes.filter((outcome) => outcome !== undefined)
    expect(stopped).toBe('cancelled')
    expect(deaths).toEqual([])
    expect(done.length).toBeGreaterThanOrEqual(3)
    expect(done.length).toBeLessThan(12)
    outcomes.forEach((outcome, i) => outcome !== undefined && expect(outcome).toEqual(alone[i]))
  }, 60_000)

  test('before it began does nothing', async () => {
    const run = () => Promise.reject(new Error('asked all the same'))
    const { outcomes, stopped } = await runSweep(setup.plan, {
      run,
      workers: 2,
      now,
      signal: AbortSignal.abort(),
    })
    expect(stopped).toBe('cancelled')
    expect(kindsOf(outcomes)).toEqual(new Array(12).fill(undefined))
  })
})
