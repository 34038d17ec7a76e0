import { readDraft, suggestedAxis, type SweepDraft } from '@/components/sweep/draft'
import { sortedRows } from '@/components/sweep/sorting'
import { sweepCsv } from '@/components/sweep/sweep-csv'
import { backtestHref, requestOf } from '@/components/sweep/hand-over'
import { requestOfText, valuesOfRequest } from '@/lib/backtests/shown-request'
import { sweepBases } from '@/lib/backtests/sweep/sweep-bases'
import { sweepResult } from '@/lib/domain/sweep/sweep-result'
import { parseReplayConfig } from '@/lib/replay/config'
import { configOf, pairOf } from '@/tests/support/backtest-market'
import { outcomesOf, splitOf, sweepSetup } from '@/tests/support/sweep-setup'

const config = JSON.stringify({ deposit: 10_000, pairs: [pairOf()] })
const file = { id: 'upl_1', name: 'eth.csv', symbol: 'ETH/USDT:USDT', barMs: 60_000 }

const draftOf = (over: Partial<SweepDraft> = {}): SweepDraft => ({
  ...{ config, source: 'simulated', seed: 'demo', exchange: 'bybit', timeframe: '5m' },
  ...{ from: '2025-03-01', to: '2025-03-10', method: 'grid', candidates: '50', drawSeed: '1' },
  ...{ objective: 'net-profit', inSamplePct: '70' },
  axes: [
    { key: 4, setting: 'takeProfitPct', pair: '', from: '0.5', to: '1', step: '0.25' },
    { key: 7, setting: 'deviationFrom', pair: '', from: '', to: '', step: '' },
  ],
  ...over,
})
const faultsOf = (over: Partial<SweepDraft>, files = [file]) => readDraft(draftOf(over), files).faults

describe('The form of a sweep', () => {
  test('becomes a plan with the candles it needs', () => {
    const { ready, faults } = readDraft(draftOf(), [])
    expect(faults).toEqual([])
    expect(ready?.plan).toMatchObject({
      method: 'grid',
      objective: 'net-profit',
      inSamplePct: 70,
      gridSize: 6,
    })
    expect(ready?.plan.axes.map(({ values }) => values)).toEqual([
      [0.5, 0.75, 1],
      ['base', 'previous'],
    ])
    expect(ready?.candles.get('ETH/USDT:USDT')).toEqual({
      ...{ source: { kind: 'simulated', seed: 'demo' }, symbol: 'ETH/USDT:USDT', timeframe: '5m' },
      ...{ from: Date.UTC(2025, 2, 1), to: Date.UTC(2025, 2, 11) },
    })
    expect(ready?.expectedCandles).toBe(10 * 288)
  })

  test('draws as many as it is told, and takes candles from a file where asked', () => {
    const { ready } = readDraft(draftOf({ method: 'random', candidates: '4', source: 'files' }), [file])
    expect(ready?.plan.candidates).toHaveLength(4)
    expect(ready?.candles.get('ETH/USDT:USDT')?.source).toEqual({ kind: 'upload', uploadId: 'upl_1' })
  })

  const axis = { key: 4, setting: 'takeProfitPct', pair: '', from: '0.5', to: '1', step: '0.25' }
  test.each<[string, Partial<SweepDraft>, string, string]>([
    ['settings that are no JSON', { config: '{' }, 'config', 'not JSON'],
    ['a decimal comma', { axes: [{ ...axis, from: '0,5' }] }, 'axes.4.from', 'not 1,5'],
    ['an empty step', { axes: [{ ...axis, step: '' }] }, 'axes.4.step', 'Enter a number.'],
    ['a range that falls', { axes: [{ ...axis, to: '0.1' }] }, 'axes.4', 'which is less'],
    ['the same setting twice', { axes: [axis, { ...axis, key: 5 }] }, 'axes', 'by two axes'],
    [
      'a grid too large',
      {
        axes: [
          { ...axis, step: '0.001' },
          { ...axis, key: 5, setting: 'stopLossPct', from: '1', to: '50', step: '1' },
        ],
      },
      'axes',
      '25050 combinations',
    ],
    ['a day that does not exist', { to: '2025-02-31' }, 'to', 'Enter a day'],
    ['a period of one day', { to: '2025-03-01' }, 'to', 'Two days at least'],
    ['no count for a random sweep', { method: 'random', candidates: '' }, 'candidates', 'Enter a number.'],
    ['a seed with a colon', { seed: 'a:b' }, 'seed', 'letters'],
    [
      'files of longer candles only',
      { source: 'files', timeframe: '1m', config: config.replace('ETH', 'BTC') },
      'source',
      'None of your files has 1m candles of BTC/USDT:USDT',
    ],
  ])('says at the field what is wrong with %s', (_, over, field, sentence) => {
    const faults = faultsOf(over)
    expect(faults.map((fault) => fault.field)).toEqual([field])
    expect(faults[0]?.message).toContain(sentence)
  })

  test('suggests five values around what the pair has, within what the setting allows', () => {
    const { pairs } = configOf()
    expect(suggestedAxis(1, 'takeProfitPct', pairs)).toMatchObject({ from: '0.3', to: '0.7', step: '0.1' })
    expect(suggestedAxis(1, 'maxSafetyOrders', pairs)).toMatchObject({ from: '2', to: '10', step: '2' })
    expect(suggestedAxis(1, 'leverage', pairs)).toMatchObject({ from: '3', to: '7', step: '1' })
    expect(suggestedAxis(1, 'deviationFrom', pairs)).toMatchObject({ from: '', step: '' })
    const lowest = configOf([pairOf({}, { liquidationBuffer: 0.05 })]).pairs
    expect(Number(suggestedAxis(1, 'liquidationBuffer', lowest).from)).toBeGreaterThanOrEqual(0.05)
  })
})

describe('What a sweep starts from', () => {
  test('is every bot with pairs and every preset, each a configuration that can be back-tested', () => {
    const pair = { ...pairOf(), side: 'long' }
    const bots = [
      { id: 'bot_1', name: 'Steady', intervalSec: 600, pairs: [pair, { ...pair, side: 'short' }] },
      { id: 'bot_2', name: 'Empty', intervalSec: 300, pairs: [] },
    ]
    const bases = sweepBases(bots)
    expect(bases.map(({ label }) => label)).toEqual([
      'Bot: Steady',
      ...['Careful', 'Balanced', 'Bold'].map((name) => `Preset: ${name}, BTC/USDT perp`),
    ])
    const parsed = bases.map((base) => parseReplayConfig(base.config))
    expect(parsed.map(({ ok }) => ok)).toEqual([true, true, true, true])
    expect(parsed[0]).toMatchObject({ value: { deposit: 3_000, decisionEverySec: 600 } })
  })
})

describe('The result of a sweep', () => {
  const setup = sweepSetup()
  const result = sweepResult(setup.plan, splitOf(setup), {
    outcomes: outcomesOf(setup),
    stopped: null,
    deaths: [],
  })

  test('is handed over as a back-test of the candidate, which the form of a new one reads', () => {
    const row = result.rows[3]
    const { ready } = readDraft(draftOf(), [])
    if (row === undefined || ready === null) throw new Error('nothing to hand over')
    const href = backtestHref(requestOf({ ...ready, plan: setup.plan }, row))
    const handed = requestOfText(new URL(href, 'http://x').searchParams.get('request'))
    if (handed === null) throw new Error('not readable')
    expect(handed.config.pairs[0]?.config).toMatchObject(row.settings)
    expect(valuesOfRequest(handed)).toMatchObject({
      ...{ source: 'simulated', seed: 'demo', timeframe: '5m', from: '2025-03-01', to: '2025-03-10' },
      ...{ deposit: '10000', 'pairs.0.symbol': 'ETH/USDT:USDT' },
      'pairs.0.config.takeProfitPct': String(row.values[0]),
    })
  })

  test.each([
    ['no JSON', '{'],
    ['another shape', '{"data":1}'],
    ['a list', ['{}']],
    ['nothing', undefined],
  ])('is not taken from an address that holds %s', (_, text) => expect(requestOfText(text)).toBeNull())

  test('is sorted by any column, equal rows by rank, rows without a value last', () => {
    const ids = (key: Parameters<typeof sortedRows>[1]['key'], descending: boolean) =>
      sortedRows(result.rows, { key, descending })
    const byDrawdown = ids({ by: 'maxDrawdownShare', part: 'outOfSample' }, false).map(
      (row) => row.outOfSample.maxDrawdownShare,
    )
    expect(byDrawdown).toEqual(byDrawdown.toSorted((a, b) => a - b))
    const byAxis = ids({ by: 'axis', index: 0 }, true)
    expect(byAxis.map(({ values }) => values[0])).toEqual(
      byAxis.map(({ values }) => Number(values[0])).toSorted((a, b) => b - a),
    )
    expect(byAxis.slice(0, 3).map(({ rank }) => rank)).toEqual(
      byAxis
        .slice(0, 3)
        .map(({ rank }) => rank)
        .toSorted((a, b) => a - b),
    )
    const unscored = result.rows.map((row, i) =>
      i === 0 ? { ...row, score: { ...row.score, inSample: null } } : row,
    )
    for (const descending of [true, false]) {
      const sorted = sortedRows(unscored, { key: { by: 'score', part: 'inSample' }, descending })
      expect(sorted.at(-1)?.score.inSample).toBeNull()
    }
  })

  test('is downloaded as CSV with one line for each candidate', () => {
    const lines = sweepCsv(result).trimEnd().split('\r\n')
    expect(lines).toHaveLength(13)
    expect(lines[0]).toMatch(
      /^rank_in_sample,rank_out_of_sample,takeProfitPct,priceDeviationPct,in_sample_score,/,
    )
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1)
    const quoted = {
      ...result,
      rows: result.rows.slice(0, 1).map((row) => ({ ...row, values: ['a,"b"', null] })),
    }
    expect(sweepCsv(quoted)).toContain(',"a,""b""",,')
  })
})
