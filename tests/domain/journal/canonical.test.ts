import fc from 'fast-check'
import { canonicalText, readCanonical } from '@/lib/domain/journal/canonical'

const plain = fc.anything({
  withNullPrototype: false,
  values: [fc.double(), fc.constant(-0), fc.string(), fc.boolean(), fc.constant(null), fc.constant('$')],
  key: fc.oneof(fc.string(), fc.constantFrom('$', '$$', '__proto__', 'toString', '0', '10', '9')),
})

describe('The canonical text of a value', () => {
  test('reads back as the same value, with every number as it was', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const text = canonicalText(value)
        expect(readCanonical(text)).toEqual(value)
        expect(canonicalText(readCanonical(text))).toBe(text)
      }),
    )
  })

  test('does not depend on the order in which an object was put together', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.double()), (fields) => {
        const turned = Object.fromEntries(Object.entries(fields).reverse())
        expect(canonicalText(turned)).toBe(canonicalText(fields))
      }),
    )
  })

  test.each([
    ['minus zero', -0, '{"$":"-0"}'],
    ['not a number', NaN, '{"$":"NaN"}'],
    ['infinity', Infinity, '{"$":"Infinity"}'],
    ['minus infinity', -Infinity, '{"$":"-Infinity"}'],
  ])('keeps %s, which JSON has no word for', (_, value, text) => {
    expect(canonicalText(value)).toBe(text)
    expect(Object.is(readCanonical(text), value)).toBe(true)
  })

  test('tells a number from an object that looks like one', () => {
    const values = [NaN, { $: 'NaN' }, { $$: 'NaN' }, { $: 'NaN', a: 1 }, 'NaN', '{"$":"NaN"}']
    expect(new Set(values.map(canonicalText)).size).toBe(values.length)
    expect(values.map((value) => readCanonical(canonicalText(value)))).toEqual(values)
  })

  test('takes an undefined property for an absent one', () => {
    expect(canonicalText({ b: undefined, a: 1 })).toBe('{"a":1}')
  })

  const looped: { self?: unknown } = {}
  looped.self = looped
  test.each([
    ['an undefined item of a list', { list: [1, undefined] }, 'list.1 is of the type undefined'],
    ['a hole in a list', { list: new Array(1) }, 'list.0 is of the type undefined'],
    ['a date', { at: new Date(0) }, 'at is no plain object'],
    ['a map', { deep: { map: new Map() } }, 'deep.map is no plain object'],
    ['a column of numbers', { column: new Float64Array(2) }, 'column is no plain object'],
    ['a function', { decide: () => 1 }, 'decide is of the type function'],
    ['a big integer', { units: 1n }, 'units is of the type bigint'],
    ['a value that contains itself', looped, 'is nested too deeply'],
    ['nothing at all', undefined, 'The value is of the type undefined'],
  ])('refuses %s and names its place', (_, value, sentence) => {
    expect(() => canonicalText(value)).toThrow(sentence)
  })

  test('refuses to read a number that no journal wrote', () => {
    expect(() => readCanonical('{"$":"7"}')).toThrow('"7" is no number of a journal.')
  })
})
