import { readVectors } from '@/lib/domain/conformance/read-vectors'
import { printedConformance, runVectors } from '@/lib/domain/conformance/run-vectors'
import { differences } from '@/lib/domain/conformance/compare'

const bankruptcy = {
  name: 'bankruptcy: long',
  inputs: { side: 'long', entryPrice: '7000', leverage: '10' },
  expected: { bankruptcyPrice: '6300' },
}

const state = {
  price: 100,
  balance: 1000,
  side: 'Long',
  automatic: true,
  high_vol: false,
  decline: 'SLOW_DECLINE',
  ema200: 90,
  ema50: 90,
  ema100_1h: 110,
  min_qty: 0.001,
  max_qty: 1000,
  qty_step: 0.001,
  position: null,
  all_positions: [],
}
const config = {
  buy_until_limit: 0.02,
  profit_threshold: 0.003,
  profit_pnl: 0.1,
  leverage: 10,
  begin_size_of_balance: 0.006,
  max_margin_pct: 0.5,
}
// 1000 * 0.006 * 10 / 100 = 0.6.
const opening = { op: 'place_order', qty: 0.6, pos_side: 'Long', side: 'Buy', price: 100 }
const decisions = {
  config,
  vectors: [{ state, gate: true, conclusion: 'Opened new position', calls: [opening] }],
}

const run = (value: unknown) => {
  const file = readVectors(JSON.stringify(value))
  if (!file.ok) throw new Error(file.error.message)
  return runVectors(file.value.cases)
}

describe('a report', () => {
  test('counts cases, and names each differing figure of a failed one with both values', () => {
    const wrong = { ...bankruptcy, name: 'bankruptcy: wrong', expected: { bankruptcyPrice: '6301' } }
    const report = run([bankruptcy, wrong])
    expect(report).toEqual({
      passed: 1,
      failed: 1,
      failures: [
        {
          name: 'bankruptcy: wrong',
          expected: { bankruptcyPrice: '6301' },
          actual: { bankruptcyPrice: 6300 },
        },
      ],
    })
    expect(printedConformance(report)).toBe(
      'bankruptcy: wrong: bankruptcyPrice: expected "6301", got 6300\n1 passed, 1 failed',
    )
  })

  test('tells a formula it does not know as a failure and runs the others', () => {
    const later = { ...bankruptcy, name: 'option-greeks: call' }
    expect(run([bankruptcy, later])).toMatchObject({ passed: 1, failed: 1, failures: [{ name: later.name }] })
  })

  test('tells a missing and an unexpected order of a decision', () => {
    expect(run(decisions)).toMatchObject({ passed: 1, failed: 0 })
    const [vector] = decisions.vectors
    const silent = { ...decisions, vectors: [{ ...vector, calls: [] }] }
    expect(run(silent).failures).toEqual([
      { name: 'vectors[0]', expected: { 'calls.length': 0 }, actual: { 'calls.length': 1 } },
    ])
    const turned = { ...decisions, vectors: [{ ...vector, calls: [{ ...opening, side: 'Sell' }] }] }
    expect(run(turned).failures[0]?.expected).toEqual({ 'calls[0].side': 'Sell' })
  })
})

describe('comparison', () => {
  test.each([
    [1, 1 + 5e-10, true],
    [1, 1 + 3e-9, false],
    [1e6, 1e6 + 1e-4, true],
    ['0.3', 0.1 + 0.2, true],
    ['1E-7', 1e-7, true],
    [null, 0, false],
    [0, null, false],
    [true, false, false],
    ['atr', 'bb_width', false],
    [1, Number.NaN, false],
    [1, undefined, false],
  ])('expecting %p, %p agrees: %p', (expected, actual, agrees) => {
    expect(differences(expected, actual, 'refused').length === 0).toBe(agrees)
  })

  test('a figure nobody expects differs only where extras are refused', () => {
    expect(differences({ a: 1 }, { a: 1, b: 2 }, 'refused')).toEqual([
      { path: 'b', expected: undefined, actual: 2 },
    ])
    expect(differences({ a: 1 }, { a: 1, b: 2 }, 'allowed')).toEqual([])
  })
})

describe('a file that cannot be run', () => {
  const [vector] = decisions.vectors
  const rows: [string, string, RegExp][] = [
    ['text', 'hello', /^It is not JSON: /],
    ['an empty file', '', /^It is not JSON: /],
    ['a number', '5', /^It holds none of the known formats: /],
    ['null', 'null', /^It holds none of the known formats: /],
    ['an empty list', '[]', /^It holds none of the known formats: /],
    ['an empty list of decisions', JSON.stringify({ config, vectors: [] }), /^It holds no cases\.$/],
    ['vectors of another product', JSON.stringify([{ ...bankruptcy, name: 'X1' }]), /^It holds none of/],
    [
      'a configuration without leverage',
      JSON.stringify({ ...decisions, config: { ...config, leverage: undefined } }),
      /^It is not as the format of martingale decisions asks: config\.leverage: /,
    ],
    [
      'a price in words',
      JSON.stringify({ ...decisions, vectors: [{ ...vector, state: { ...state, price: 'high' } }] }),
      /martingale decisions asks: vectors\.0\.state\.price: .*expected number/,
    ],
    [
      'candles with four columns',
      JSON.stringify([{ id: 1, candles: [[1, 2, 3, 4]] }]),
      /martingale indicators asks: 0\.candles\.0/,
    ],
    [
      'a number where a decimal string belongs',
      JSON.stringify([{ ...bankruptcy, inputs: { ...bankruptcy.inputs, leverage: 10 } }]),
      /perpetual accounting asks: \[0\] "bankruptcy: long": inputs\.leverage: must be a decimal string\.$/,
    ],
    [
      'an input that is missing',
      JSON.stringify([{ ...bankruptcy, inputs: { side: 'long', leverage: '10' } }]),
      /inputs\.entryPrice: must be a decimal string\.$/,
    ],
    [
      'a side that is none',
      JSON.stringify([{ ...bankruptcy, inputs: { ...bankruptcy.inputs, side: 'up' } }]),
      /inputs\.side: must be "long" or "short"\.$/,
    ],
    [
      'a case without expectations',
      JSON.stringify([bankruptcy, { name: 'funding: x', inputs: {} }]),
      /perpetual accounting asks: 1\.expected: /,
    ],
  ]

  test.each(rows)('%s is told in one sentence', (_name, text, sentence) => {
    const file = readVectors(text)
    expect(file.ok).toBe(false)
    if (!file.ok) {
      expect(file.error.message).toMatch(sentence)
      expect(file.error.message).not.toContain('\n')
    }
  })
})
