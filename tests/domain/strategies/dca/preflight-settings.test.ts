import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { preflight, type PreflightCode } from '@/lib/domain/strategies/dca/preflight'
import { eth, example } from './builders'

const examine = (config: Partial<DcaConfig>) =>
  preflight({
    config: { ...example, ...config },
    side: 'long',
    leverage: 5,
    instrument: eth,
    fees: eth.fees,
    price: 3000,
    freeCapital: null,
  })

const codes = (config: Partial<DcaConfig>) => examine(config).findings.map(({ code }) => code)

describe('the table of a ladder', () => {
  test('has a row for every step of a ladder of one own, at its distance and of its size', () => {
    const customSteps = [
      { deviationPct: 1, size: 150 },
      { deviationPct: 2.5, size: 300 },
      { deviationPct: 6, size: 450 },
    ]
    const { levels, totalVolume, fundsNeeded } = examine({
      ...{ customSteps, maxSafetyOrders: 3, activeSafetyOrders: 3, priceDeviationPct: 9, volumeScale: 3 },
    })
    expect(
      levels.map(({ deviationPct, price, volume, quantity }) => [deviationPct, price, volume, quantity]),
    ).toEqual([
      [0, 3000, 150, 0.05],
      [1, 2970, 150, 0.05],
      [2.5, 2925, 300, 0.1],
      [6, 2820, 450, 0.15],
    ])
    expect(totalVolume).toBe(1050)
    expect(fundsNeeded).toBeCloseTo(1050 * (1 / 5 + 2 * 0.00055), 9)
  })

  test('in percent of the capital is the table of the same sizes in quote coin', () => {
    expect(examine({ sizeUnit: 'percent', baseOrderSize: 30, safetyOrderSize: 30 })).toEqual(examine({}))
  })

  test('shows the nearest of several profit steps', () => {
    const takeProfitSteps = [
      { profitPct: 0.7, closePct: 50 },
      { profitPct: 5, closePct: 50 },
    ]
    const nearest = examine({ takeProfitPct: 0.7 }).levels.map(({ targetPrice }) => targetPrice)
    expect(examine({ takeProfitSteps }).levels.map(({ targetPrice }) => targetPrice)).toEqual(nearest)
  })

  test('reckons the exit of a trailing target with the fee of a sale at the market', () => {
    const [resting] = examine({}).levels
    const [trailing] = examine({ trailingPct: 0.5 }).levels
    expect(resting?.targetPrice).toBe(3047.26)
    // 3000 * (1 + 0.015 + 0.00055) / (1 - 0.00055), up to the tick.
    expect(trailing?.targetPrice).toBe(3048.33)
  })
})

describe('preflight of single settings', () => {
  test.each<[string, Partial<DcaConfig>, PreflightCode, boolean]>([
    [
      'a target below the fees',
      { takeProfitPct: 0.1, trailingPct: 0.5, takeProfitNetOfFees: false },
      'target-below-fees',
      true,
    ],
    [
      'a first profit step below the fees',
      {
        takeProfitNetOfFees: false,
        takeProfitSteps: [
          { profitPct: 0.06, closePct: 50 },
          { profitPct: 3, closePct: 50 },
        ],
      },
      'target-below-fees',
      true,
    ],
    [
      'a gross target above the fees',
      { takeProfitPct: 0.2, takeProfitNetOfFees: false },
      'target-below-fees',
      false,
    ],
    ['a stop nearer than a rung', { stopLossPct: 2 }, 'stop-before-ladder-end', true],
    ['twenty orders', { maxSafetyOrders: 18, activeSafetyOrders: 18 }, 'too-many-orders', false],
    ['twenty-one orders', { maxSafetyOrders: 19, activeSafetyOrders: 19 }, 'too-many-orders', true],
    [
      'rungs that do not rest',
      {
        ...{ maxSafetyOrders: 30, activeSafetyOrders: 30 },
        safetyConditions: [{ kind: 'price', timeframe: '1h', when: 'above', value: 1 }],
      },
      'too-many-orders',
      false,
    ],
  ])('%s', (_name, config, code, isFound) => {
    // Steps so small that even thirty rungs stay above zero.
    const small = { priceDeviationPct: 0.5, stepScale: 1 }
    expect(codes({ ...(config.maxSafetyOrders === undefined ? {} : small), ...config }).includes(code)).toBe(
      isFound,
    )
  })

  test('high leverage is said above ten', () => {
    const at = (leverage: number) =>
      preflight({
        ...{ config: example, side: 'long', leverage, instrument: eth, fees: eth.fees, price: 3000 },
        freeCapital: null,
      }).findings.some(({ code }) => code === 'high-leverage')
    expect([at(10), at(11)]).toEqual([false, true])
  })
})
