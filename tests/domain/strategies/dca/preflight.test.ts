import { preflight, type PreflightCode, type PreflightQuestion } from '@/lib/domain/strategies/dca/preflight'
import { presetFor, presets, type PresetName } from '@/lib/domain/strategies/dca/presets'
import { eth, example } from './builders'

const question: PreflightQuestion = {
  config: example,
  side: 'long',
  leverage: 5,
  instrument: eth,
  fees: eth.fees,
  price: 3000,
  freeCapital: null,
}

type Change = Partial<Omit<PreflightQuestion, 'config' | 'instrument'>> & {
  config?: Partial<PreflightQuestion['config']>
  instrument?: Partial<PreflightQuestion['instrument']>
}

const examine = (change: Change) =>
  preflight({
    ...question,
    ...change,
    config: { ...example, ...change.config },
    instrument: { ...eth, ...change.instrument },
  })

const codesAt = (change: Change) =>
  examine(change).findings.map((finding) => [finding.code, finding.level] as const)

describe('preflight', () => {
  test('the worked example passes at 5x with the two size warnings', () => {
    const result = examine({})
    expect(result.passed).toBe(true)
    expect(result.findings.map(({ code, level, severity }) => [code, level, severity])).toEqual([
      ['size-loss', 2, 'warning'],
      ['size-loss', 3, 'warning'],
    ])
    expect(result.findings[0]?.message).toContain('10.7 %')
    expect(result.findings[1]?.message).toContain('10.5 %')
    expect(result.totalVolume).toBeCloseTo(1506.465, 9)
    expect(result.fundsNeeded).toBeCloseTo(1506.465 * (1 / 5 + 2 * 0.00055), 9)
    expect(result.maxDeviationPct).toBeCloseTo(11.1624, 9)
  })

  test('the worked example fails at 10x because the stop lies beyond the guard', () => {
    const result = examine({ leverage: 10 })
    const first = result.findings.find((finding) => finding.severity === 'error')
    expect([first?.code, first?.level]).toEqual(['stop-beyond-liquidation', 0])
    expect(first?.detail.stop).toBe(2640)
    expect(first?.detail.guard).toBeCloseTo(2772.05, 2)
  })

  test('the worked example fails at 20x because rung 3 lies beyond the guard of level 2', () => {
    const rung = examine({ leverage: 20 }).findings.find(({ code }) => code === 'ladder-beyond-liquidation')
    expect(rung?.level).toBe(3)
    expect(rung?.detail.price).toBe(2836.2)
    expect(rung?.detail.guard).toBeCloseTo(2843.37, 2)
  })

  test.each<[string, Change, PreflightCode, number | null]>([
    ['a ladder below zero', { config: { priceDeviationPct: 20, stepScale: 2 } }, 'ladder-too-deep', 3],
    [
      'two rungs on one tick',
      { instrument: { tickSize: 100 }, config: { priceDeviationPct: 1, stepScale: 1 } },
      'ladder-too-deep',
      2,
    ],
    ['a base order under the minimum cost', { config: { baseOrderSize: 4 } }, 'order-below-minimum', 0],
    ['a base order under one step', { config: { baseOrderSize: 29 } }, 'order-below-minimum', 0],
    ['a rung under the minimum', { config: { safetyOrderSize: 20 } }, 'order-below-minimum', 1],
    [
      'a position above the largest limit order',
      { instrument: { maxLimitQuantity: 0.1 } },
      'order-above-maximum',
      2,
    ],
    [
      'a position above the maximum of one exit',
      { instrument: { maxMarketQuantity: 0.2 } },
      'order-above-maximum',
      3,
    ],
    [
      'a leverage the tier does not allow',
      {
        instrument: {
          tiers: [
            { upTo: 1000, rate: 0.005, maxLeverage: 50 },
            { upTo: null, rate: 0.01, maxLeverage: 4 },
          ],
        },
      },
      'leverage-above-tier',
      null,
    ],
    ['a leverage below one', { leverage: 0.5 }, 'leverage-above-tier', null],
    ['a ladder larger than the capital', { config: { allocatedCapital: 300 } }, 'capital-insufficient', null],
    ['other pairs holding the capital', { freeCapital: 100 }, 'capital-insufficient', null],
    [
      'a gross target below the fees',
      { config: { takeProfitPct: 0.1, takeProfitNetOfFees: false }, fees: { maker: 0.0005, taker: 0.001 } },
      'target-below-fees',
      0,
    ],
    ['a short target below zero', { side: 'short', config: { takeProfitPct: 100 } }, 'target-below-fees', 0],
  ])('%s is an error', (_name, change, code, level) => {
    const result = examine(change)
    const first = result.findings.find((finding) => finding.code === code)
    expect(first?.severity).toBe('error')
    expect(first?.level).toBe(level)
    expect(first?.message).toMatch(/^[A-Z].+\.$/)
    expect(result.passed).toBe(false)
  })

  test.each<[string, Change, PreflightCode]>([
    ['a stop nearer than the next rung', { config: { stopLossPct: 1 } }, 'stop-before-ladder-end'],
    ['no stop', { config: { stopLossPct: null } }, 'no-stop'],
    [
      'a leverage above ten',
      { leverage: 11, config: { stopLossPct: 3, maxSafetyOrders: 0, activeSafetyOrders: 0 } },
      'high-leverage',
    ],
    [
      'many resting orders',
      {
        config: {
          maxSafetyOrders: 30,
          activeSafetyOrders: 30,
          priceDeviationPct: 0.2,
          stepScale: 1,
          volumeScale: 1,
          allocatedCapital: 5000,
        },
      },
      'too-many-orders',
    ],
  ])('%s is only a warning', (_name, change, code) => {
    const result = examine(change)
    expect(result.findings.find((finding) => finding.code === code)?.severity).toBe('warning')
    expect(result.passed).toBe(true)
  })

  test('long and short of the same ladder break the same rules', () => {
    for (const leverage of [5, 10, 20]) {
      const kinds = (side: 'long' | 'short') =>
        [...new Set(codesAt({ side, leverage }).map(([code]) => code))]
          .filter((code) => code !== 'size-loss')
          .sort()
      expect(kinds('short')).toEqual(kinds('long'))
    }
  })

  test.each(Object.keys(presets) as PresetName[])(
    'the preset %s passes at its own leverage, long and short',
    (name) => {
      for (const side of ['long', 'short'] as const) {
        const config = presetFor(name, 10_000)
        const result = preflight({ ...question, side, config, leverage: presets[name].leverage })
        expect(result.findings.filter((finding) => finding.severity === 'error')).toEqual([])
        expect(result.findings.map((finding) => finding.code)).not.toContain('stop-before-ladder-end')
      }
    },
  )
})
