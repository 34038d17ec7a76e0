import { parseDcaConfig, type DcaConfig } from '@/lib/domain/strategies/dca/config'
import { presetFor, presets, type PresetName } from '@/lib/domain/strategies/dca/presets'
import { settingsFields } from '@/lib/domain/strategies/dca/settings-fields'

const complete: DcaConfig = {
  allocatedCapital: 500,
  baseOrderSize: 20,
  safetyOrderSize: 20,
  maxSafetyOrders: 5,
  activeSafetyOrders: 5,
  priceDeviationPct: 1.5,
  stepScale: 1.2,
  volumeScale: 1.3,
  deviationFrom: 'base',
  takeProfitPct: 1.5,
  takeProfitFrom: 'average',
  takeProfitNetOfFees: true,
  stopLossPct: 12,
  stopLossFrom: 'average',
  cooldownSec: 300,
  liquidationBuffer: 0.2,
  maxDeals: null,
  sizeUnit: 'quote',
  reinvestPct: 0,
  baseOrderType: 'market',
  baseOrderTimeoutSec: 900,
  customSteps: null,
  takeProfitSteps: null,
  trailingPct: 0,
  stopLossDelaySec: 0,
  stopLossAction: 'close',
  moveStopToBreakeven: false,
  maxDealHours: null,
  maxDealLossPct: null,
  startConditions: [],
  minPrice: null,
  maxPrice: null,
  min24hVolume: null,
  safetyConditions: [],
  crashGuard: false,
  liquidationReduceBuffer: null,
  liquidationReducePct: 50,
  maxMarginPct: 100,
  capResumeRatio: 0.9,
  dailyLossPct: null,
  maxDrawdownPct: null,
  drawdownHaltHours: 24,
  haltAfterStops: { count: 3, hours: 24 },
}

const faultsOf = (raw: unknown) => {
  const result = parseDcaConfig(raw)
  return result.ok ? [] : result.error.faults
}

describe('settings of the dca strategy', () => {
  test('what is left out takes the documented initial value', () => {
    expect(parseDcaConfig({ allocatedCapital: 500 })).toEqual({ ok: true, value: complete })
  })

  test('numbers may be typed decimals and read back the same', () => {
    const typed = {
      ...complete,
      allocatedCapital: ' 500 ',
      stepScale: '1.2',
      stopLossPct: '12',
      maxDeals: null,
    }
    expect(parseDcaConfig(typed)).toEqual({ ok: true, value: complete })
    expect(parseDcaConfig(complete)).toEqual({ ok: true, value: complete })
  })

  test('no stop loss has to be said with null', () => {
    const result = parseDcaConfig({ ...complete, stopLossPct: null })
    expect(result.ok && result.value.stopLossPct).toBeNull()
    expect(faultsOf({ ...complete, stopLossPct: '' })).toEqual([
      { field: 'stopLossPct', message: 'Enter a number.' },
    ])
  })

  test('at most ten safety orders rest unless asked for', () => {
    const result = parseDcaConfig({ allocatedCapital: 500, maxSafetyOrders: 30 })
    expect(result.ok && result.value.activeSafetyOrders).toBe(10)
  })

  test.each<[string, unknown, string, RegExp]>([
    ['a missing capital', {}, 'allocatedCapital', /Enter a number/],
    ['NaN', { allocatedCapital: 'NaN' }, 'allocatedCapital', /Enter a number/],
    ['a capital of zero', { allocatedCapital: 0 }, 'allocatedCapital', /more than 0/],
    ['a huge capital', { allocatedCapital: 1e9 }, 'allocatedCapital', /at most 10000000/],
    ['a negative size', { baseOrderSize: -5 }, 'baseOrderSize', /more than 0/],
    ['a comma', { takeProfitPct: '1,5' }, 'takeProfitPct', /1.5, not 1,5/],
    ['too many safety orders', { maxSafetyOrders: 51 }, 'maxSafetyOrders', /between 0 and 50/],
    ['half a safety order', { maxSafetyOrders: 2.5 }, 'maxSafetyOrders', /whole number/],
    [
      'more resting than there are',
      { maxSafetyOrders: 3, activeSafetyOrders: 4 },
      'activeSafetyOrders',
      /at most .* 3/,
    ],
    ['none resting', { maxSafetyOrders: 3, activeSafetyOrders: 0 }, 'activeSafetyOrders', /At least one/],
    ['a multiplier of 100', { volumeScale: 100 }, 'volumeScale', /between 0.5 and 5/],
    ['a boolean for a number', { stepScale: true }, 'stepScale', /Enter a number/],
    ['null for a number', { cooldownSec: null }, 'cooldownSec', /Enter a number/],
    ['a stop of 96 %', { stopLossPct: 96 }, 'stopLossPct', /between 0.1 and 95/],
    ['zero deals', { maxDeals: 0 }, 'maxDeals', /between 1/],
    ['an unknown choice', { takeProfitFrom: 'last' }, 'takeProfitFrom', /average, base/],
    ['a word for a flag', { takeProfitNetOfFees: 'yes' }, 'takeProfitNetOfFees', /true or false/],
    ['a setting nobody knows', { magicPct: 1 }, 'magicPct', /"magicPct" is not a setting/],
    ['an empty ladder of its own', { customSteps: [] }, 'customSteps', /at least one row/],
    [
      'a ladder of its own that turns back',
      {
        customSteps: [
          { deviationPct: 2, size: 10 },
          { deviationPct: 2, size: 10 },
        ],
      },
      'customSteps.1.deviationPct',
      /larger than the one before/,
    ],
    [
      'an unknown column',
      { customSteps: [{ deviationPct: 2, size: 10, price: 1 }] },
      'customSteps.0.price',
      /does not belong/,
    ],
    [
      'profit steps that do not add up',
      {
        takeProfitSteps: [
          { profitPct: 1, closePct: 50 },
          { profitPct: 2, closePct: 40 },
        ],
      },
      'takeProfitSteps',
      /these make 90 %/,
    ],
    [
      'profit steps in disorder',
      {
        takeProfitSteps: [
          { profitPct: 2, closePct: 50 },
          { profitPct: 1, closePct: 50 },
        ],
      },
      'takeProfitSteps.1.profitPct',
      /larger than the one before/,
    ],
    [
      'trailing beside profit steps',
      { trailingPct: 1, takeProfitSteps: [{ profitPct: 2, closePct: 100 }] },
      'trailingPct',
      /exclude each other/,
    ],
    ['a break-even move without steps', { moveStopToBreakeven: true }, 'moveStopToBreakeven', /two steps/],
    [
      'a delay without a stop',
      { stopLossPct: null, stopLossDelaySec: 60 },
      'stopLossDelaySec',
      /no stop loss/,
    ],
    ['a price range upside down', { minPrice: 10, maxPrice: 9 }, 'maxPrice', /more than the lowest/],
    [
      'a reduction later than the exit',
      { liquidationReduceBuffer: 0.2 },
      'liquidationReduceBuffer',
      /more than the liquidation buffer/,
    ],
    ['half a halt', { haltAfterStops: { count: 3 } }, 'haltAfterStops.hours', /Enter a number/],
    [
      'an unknown condition',
      { startConditions: [{ kind: 'moon' }] },
      'startConditions.0.kind',
      /Choose one of: rsi/,
    ],
    [
      'a condition on a timeframe nobody has',
      { startConditions: [{ kind: 'ema', timeframe: '2h', period: 20, when: 'above' }] },
      'startConditions.0.timeframe',
      /1m, 5m/,
    ],
    [
      'an average that crosses itself',
      {
        startConditions: [{ kind: 'ema-cross', timeframe: '1h', fast: 50, slow: 50, when: 'crosses-above' }],
      },
      'startConditions.0.fast',
      /less than the slow/,
    ],
    [
      'a fault inside a group',
      {
        startConditions: [
          {
            kind: 'any',
            conditions: [
              { kind: 'price', timeframe: '5m', when: 'below', value: -1 },
              { kind: 'rsi', timeframe: '5m', period: 14, when: 'below', value: 30 },
            ],
          },
        ],
      },
      'startConditions.0.conditions.0.value',
      /more than 0/,
    ],
    [
      'a schedule without a day',
      { startConditions: [{ kind: 'schedule', days: [], fromUtc: '08:00', toUtc: '18:00' }] },
      'startConditions.0.days',
      /at least one day/,
    ],
    [
      'too many conditions',
      { startConditions: Array(11).fill({ kind: 'price', timeframe: '5m', when: 'below', value: 1 }) },
      'startConditions',
      /At most 10/,
    ],
    ['a prototype key', JSON.parse('{"__proto__": 1}'), '__proto__', /not a setting/],
  ])('%s is refused by the name of its field', (_name, change, field, message) => {
    const raw =
      field === 'allocatedCapital'
        ? change
        : Object.assign(Object.create(null), { allocatedCapital: 500 }, change)
    if (field === '__proto__') Object.defineProperty(raw, '__proto__', { value: 1, enumerable: true })
    const faults = faultsOf(raw)
    expect(faults.map((fault) => fault.field)).toEqual([field])
    expect(faults[0]?.message).toMatch(message)
  })

  test('every fault is reported at once', () => {
    const faults = faultsOf({ allocatedCapital: 500, stepScale: 9, customSteps: [], magicPct: 1 })
    expect(faults.map((fault) => fault.field).sort()).toEqual(['customSteps', 'magicPct', 'stepScale'])
  })

  test.each([null, undefined, 5, 'text', [[]]])('%j is not settings at all', (raw) => {
    expect(faultsOf(raw)).toEqual([{ field: '', message: 'Settings are an object of names and values.' }])
  })

  test('the catalogue of the form names exactly the settings', () => {
    expect(Object.keys(settingsFields).sort()).toEqual(Object.keys(complete).sort())
  })
})

describe('presets', () => {
  const names = Object.keys(presets) as PresetName[]

  test.each(names)('%s is complete and valid for small and large capital', (name) => {
    for (const capital of [1, 100, 12_345.67, 1_000_000]) {
      const preset = presetFor(name, capital)
      expect(parseDcaConfig(preset)).toEqual({ ok: true, value: preset })
      expect(preset.allocatedCapital).toBe(capital)
    }
  })
})
