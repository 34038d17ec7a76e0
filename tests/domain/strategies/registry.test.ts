import { bindStrategy, isStrategyName } from '@/lib/domain/strategies/registry'
import { Scene } from './dca/scene'

describe('strategies by name', () => {
  test('a strategy bound to its settings decides', () => {
    const bound = bindStrategy('dca', { allocatedCapital: 500, baseOrderSize: '150', safetyOrderSize: '150' })
    expect(bound.ok && bound.value.decide(new Scene().look()).reason.code).toBe('start-condition-met')
  })

  test('faulty settings are refused field by field', () => {
    const bound = bindStrategy('dca', { allocatedCapital: 'much', trailingPct: 1 })
    expect(bound).toMatchObject({ ok: false, error: { kind: 'invalid-settings' } })
    const faults = !bound.ok && bound.error.kind === 'invalid-settings' ? bound.error.faults : []
    expect(faults.map((fault) => fault.field).sort()).toEqual(['allocatedCapital', 'trailingPct'])
  })

  test.each(['martingale', 'constructor', '__proto__', ''])('%j is not a strategy', (name) => {
    expect(isStrategyName(name)).toBe(false)
    expect(bindStrategy(name, {})).toMatchObject({ ok: false, error: { kind: 'unknown-strategy' } })
  })
})
