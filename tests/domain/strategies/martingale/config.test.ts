import { parseMartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import { originalParameters } from '@/lib/domain/strategies/martingale/parameters'
import { numberField, type NumberName } from '@/lib/domain/strategies/martingale/settings-fields'

const faultsOf = (raw: unknown) => {
  const result = parseMartingaleConfig(raw)
  return result.ok ? [] : result.error.faults
}

describe('settings of the martingale strategy', () => {
  test('what is left out is corrected mode with the figures of the original and the documented protections', () => {
    const result = parseMartingaleConfig({})
    expect(result).toMatchObject({
      ok: true,
      value: {
        ...originalParameters,
        mode: 'corrected',
        automatic: true,
        leverage: null,
        gateIntervalMin: 1,
        gateFastPeriod: 50,
        gateSlowPeriod: 200,
        entryIntervalMin: 60,
        entryPeriod: 100,
        volatilityIntervalMin: 5,
        volatilityCandles: 100,
        maxAddMultiple: 1,
        addWhenCritical: false,
        stopLossPct: 5,
        maxDealLossPct: 10,
        liquidationBuffer: 0.2,
        entryType: 'taker',
        maxSlippagePct: 0.5,
        cooldownSec: 300,
        haltAfterStops: { count: 3, hours: 24 },
      },
    })
  })

  test('what is read reads back the same', () => {
    const first = parseMartingaleConfig({
      mode: 'classic',
      profitPnl: '0.2',
      leverage: '5',
      haltAfterStops: null,
    })
    expect(first.ok && parseMartingaleConfig(first.value)).toEqual(first)
  })

  test('the names of the original are understood, what it never reads is refused, and no setting is given twice', () => {
    const result = parseMartingaleConfig({ begin_size_of_balance: 0.01, max_margin_pct: 0.4 })
    expect(result).toMatchObject({ ok: true, value: { beginSizeOfBalance: 0.01, maxMarginPct: 0.4 } })
    expect(faultsOf({ strategy_filter: 'EMA' })).toEqual([
      {
        field: 'strategy_filter',
        message: '"strategy_filter" never had an effect: the original does not read it. Leave it out.',
      },
    ])
    expect(faultsOf({ profit_pnl: 0.1, profitPnl: 0.2 })).toMatchObject([{ field: 'profit_pnl' }])
  })

  const ranges: [NumberName, number, number][] = [
    ['beginSizeOfBalance', 0.0005, 0.1],
    ['buyUntilLimit', 0.001, 0.5],
    ['profitThreshold', 0, 0.1],
    ['profitPnl', 0.005, 2],
    ['maxMarginPct', 0.05, 1],
    ['maxAddMultiple', 0.1, 5],
    ['stopLossPct', 0.5, 50],
  ]

  test.each(ranges)('%s reaches from %d to %d, both included', (name, min, max) => {
    // The cap and what it has to hold are checked together: each is tried with the others out of its way.
    const room =
      name === 'maxMarginPct' ? { buyUntilLimit: 0.001, beginSizeOfBalance: 0.0005 } : { maxMarginPct: 1 }
    const given = (value: number) => faultsOf({ ...room, [name]: value }).map(({ field }) => field)
    expect([given(min), given(max)]).toEqual([[], []])
    expect([given(min - 0.0001), given(max + 0.0001)]).toEqual([[name], [name]])
    expect(numberField(name).initial).toBeGreaterThanOrEqual(min)
  })

  const refused: [string, unknown, string][] = [
    ['an unknown name', { stopLoss: 5 }, 'stopLoss'],
    ['no stop at all', { stopLossPct: null }, 'stopLossPct'],
    ['a leverage of 101', { leverage: 101 }, 'leverage'],
    ['an unknown mode', { mode: 'fixed' }, 'mode'],
    ['an interval that candles do not have', { gateIntervalMin: 7 }, 'gateIntervalMin'],
    ['a flag in words', { addWhenCritical: 'yes' }, 'addWhenCritical'],
    ['a return to add below that is no loss', { addBelowRoi: 0 }, 'addBelowRoi'],
    ['half a candle', { entryPeriod: 10.5 }, 'entryPeriod'],
    ['averages in the wrong order', { gateFastPeriod: 200, gateSlowPeriod: 200 }, 'gateFastPeriod'],
    ['a first order above the cap', { beginSizeOfBalance: 0.1, maxMarginPct: 0.05 }, 'beginSizeOfBalance'],
    ['a build-up above the cap', { buyUntilLimit: 0.3, maxMarginPct: 0.2 }, 'buyUntilLimit'],
    [
      'reduce steps that fall',
      {
        reduceSteps: [
          { abovePct: 10, part: 0.5 },
          { abovePct: 7.5, part: 0.3 },
        ],
      },
      'reduceSteps',
    ],
    ['a step that sells everything', { reduceSteps: [{ abovePct: 10, part: 1 }] }, 'reduceSteps.0.part'],
    ['a halt after no stops', { haltAfterStops: { count: 0, hours: 24 } }, 'haltAfterStops'],
    ['text', 'corrected', ''],
    ['a list', [], ''],
  ]

  test.each(refused)('%s is refused at its field', (_name, raw, field) => {
    expect(faultsOf(raw).map((fault) => fault.field)).toContain(field)
    for (const { message } of faultsOf(raw)) expect(message).toMatch(/^["A-Z].*\.$/)
  })
})
