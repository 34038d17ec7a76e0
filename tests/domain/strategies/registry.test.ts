import { emptyLedger } from '@/lib/domain/deals/deal'
import { signalKey } from '@/lib/domain/signals/signal'
import { bindStrategy, isStrategyName } from '@/lib/domain/strategies/registry'
import { Scene } from './dca/scene'

describe('strategies by name', () => {
  test('a strategy bound to its settings decides', () => {
    const bound = bindStrategy('dca', { allocatedCapital: 500, baseOrderSize: '150', safetyOrderSize: '150' })
    expect(bound.ok && bound.value.decide(new Scene().look()).reason.code).toBe('start-condition-met')
  })

  test('the martingale strategy says which candles it will look at', () => {
    const bound = bindStrategy('martingale', { mode: 'classic', gateIntervalMin: 15 })
    const deal = { number: 1, status: 'active', openedAt: 0, ledger: emptyLedger, state: null } as const
    const keys = (of: typeof deal | null) => (bound.ok ? bound.value.needs(of).signals.map(signalKey) : [])
    expect(keys(null)).toEqual(['ema-unfinished 1h 100', 'volatility 5m 100', 'decline 5m'])
    expect(keys(deal)).toEqual([
      'ema-unfinished 15m 200',
      'ema-unfinished 15m 50',
      'volatility 5m 100',
      'decline 5m',
    ])
  })

  test('faulty settings are refused field by field', () => {
    const bound = bindStrategy('dca', { allocatedCapital: 'much', unheardOf: 1 })
    expect(bound).toMatchObject({ ok: false, error: { kind: 'invalid-settings' } })
    const faults = !bound.ok && bound.error.kind === 'invalid-settings' ? bound.error.faults : []
    expect(faults.map((fault) => fault.field).sort()).toEqual(['allocatedCapital', 'unheardOf'])
  })

  test.each(['grid', 'constructor', '__proto__', ''])('%j is not a strategy', (name) => {
    expect(isStrategyName(name)).toBe(false)
    expect(bindStrategy(name, {})).toMatchObject({ ok: false, error: { kind: 'unknown-strategy' } })
  })
})
