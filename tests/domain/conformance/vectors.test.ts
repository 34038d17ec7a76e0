import { accountingKinds } from '@/lib/domain/conformance/accounting-cases'
import { decideVector, decisionFile } from '@/lib/domain/conformance/decision-cases'
import { readVectors, type VectorFile } from '@/lib/domain/conformance/read-vectors'
import { runVectors } from '@/lib/domain/conformance/run-vectors'
import { vectorText } from './vector-text'

const files = [
  ['martingale-decisions.json', 'martingale decisions', 250],
  ['martingale-indicators.json', 'martingale indicators', 12],
  ['perpetual-accounting.json', 'perpetual accounting', 56],
] as const

const texts = new Map(files.map(([name]) => [name, vectorText(name)] as const))

const testWithVectors = (name: (typeof files)[number][0]) => (texts.get(name) === null ? test.skip : test)

function read(text: string | null | undefined): VectorFile {
  const file = readVectors(text ?? '')
  if (!file.ok) throw new Error(file.error.message)
  return file.value
}

describe.each(files)('%s', (name, format, count) => {
  testWithVectors(name)('is recognised and answered without a difference', () => {
    const file = read(texts.get(name))
    expect(file.format).toBe(format)
    expect(runVectors(file.cases)).toEqual({ passed: count, failed: 0, failures: [] })
  })

  testWithVectors(name)('fails in every case once its figures are changed', () => {
    const { cases } = read(texts.get(name))
    const changed = cases.map((each) => ({ ...each, expected: disturbed(each.expected) }))
    expect(runVectors(changed)).toMatchObject({ passed: 0, failed: count })
  })
})

type Json = VectorFile['cases'][number]['expected']

/** Every number moved by a millionth, every boolean turned around. */
function disturbed(value: Json): Json {
  if (typeof value === 'number') return value + 1e-6 * Math.max(1, Math.abs(value))
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return Number.isNaN(Number(value)) ? value : disturbed(Number(value))
  if (value === null) return 0
  if (Array.isArray(value)) return (value as readonly Json[]).map(disturbed)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, disturbed(each)]))
}

testWithVectors('perpetual-accounting.json')('every kind of the accounting vectors has a case', () => {
  const { cases } = read(texts.get('perpetual-accounting.json'))
  const kinds = new Set(cases.map(({ name }) => name.split(':')[0]))
  expect([...kinds].sort()).toEqual(Object.keys(accountingKinds).sort())
})

testWithVectors('martingale-indicators.json')('also the smallest figures agree to nine digits', () => {
  // The files allow 1e-9 absolute, which says little about a range of 4e-7.
  const { cases } = read(texts.get('martingale-indicators.json'))
  const scaled = (value: Json | undefined) => (typeof value === 'number' ? value.toPrecision(9) : value)
  for (const { expected, answer } of cases) {
    const [wanted, actual] = [expected, answer()] as { [key: string]: Json }[]
    expect(scaled(actual?.atr14_ema)).toBe(scaled(wanted?.atr14_ema))
  }
})

testWithVectors('martingale-decisions.json')(
  'every decision without an order says why, in words of its branch',
  () => {
    const json: unknown = JSON.parse(texts.get('martingale-decisions.json') ?? '')
    const conclusions = (json as { vectors: { conclusion: string }[] }).vectors.map(
      (vector) => vector.conclusion,
    )
    const file = decisionFile.parse(json)
    const told: [RegExp, readonly string[]][] = [
      [/^SKIPPED/, ['ema-gate']],
      [/^Dangerous/, ['dangerous-move']],
      [/^High volatility/, ['volatility-high']],
      [/^Not opening/, ['wrong-side-of-ema']],
      [/^Skipped order/, ['exposure-cap']],
      [/^Position above EMA/, ['profit-too-small']],
      [/^Nothing changed/, ['manual-mode', 'loss-too-small', 'profit-too-small', 'wrong-side-of-ema']],
    ]
    const seen = new Set<string>()
    file.vectors.forEach(({ state, calls }, index) => {
      if (calls.length > 0) return
      const { code } = decideVector(file, state).reason
      seen.add(code)
      expect(told.find(([words]) => words.test(conclusions[index] ?? ''))?.[1]).toContain(code)
    })
    expect(seen).toContain('manual-mode')
  },
)
