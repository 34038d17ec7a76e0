import { parseDecimal } from '@/lib/domain/decimal-input'

const positive = { above: 0 }

describe('a typed number', () => {
  test.each([
    ['12', 12],
    [' 12 ', 12],
    ['0.5', 0.5],
    ['-5', -5],
    ['0.30000000000000004', 0.30000000000000004],
    ['999999999999999999', 999999999999999999],
    [12.5, 12.5],
    [0, 0],
  ])('%j is read as %d', (input, value) => {
    expect(parseDecimal(input)).toEqual({ ok: true, value })
  })

  test.each([
    ['NaN', 'not-a-number'],
    [Number.NaN, 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['-Infinity', 'not-a-number'],
    [Number.POSITIVE_INFINITY, 'not-a-number'],
    ['1e-400', 'exponent'],
    [1e-7, 'exponent'],
    ['0', 'out-of-range'],
    ['-5', 'out-of-range'],
    ['0.000000000000000000001', 'too-many-digits'],
    ['99999999999999999999', 'too-many-digits'],
    ['1,5', 'comma'],
    ['1,000.5', 'comma'],
    ['0x10', 'not-a-number'],
    ['1_000', 'not-a-number'],
    ['012', 'not-a-number'],
    ['+5', 'not-a-number'],
    ['.5', 'not-a-number'],
    ['5.', 'not-a-number'],
    ['1 2', 'not-a-number'],
    ['', 'missing'],
    ['   ', 'missing'],
    [true, 'not-a-number'],
    [[], 'not-a-number'],
    [[5], 'not-a-number'],
    [{}, 'not-a-number'],
    [null, 'not-a-number'],
    [undefined, 'not-a-number'],
  ])('%j is refused as %s where a positive number is asked for', (input, kind) => {
    const result = parseDecimal(input, positive)
    expect(result.ok ? result.value : result.error.kind).toBe(kind)
  })

  test('a decimal comma is answered with how to write it', () => {
    const result = parseDecimal('1,5')
    expect(result.ok ? '' : result.error.message).toContain('1.5, not 1,5')
  })

  test('minus zero becomes zero', () => {
    const result = parseDecimal('-0')
    expect(result.ok && Object.is(result.value, 0)).toBe(true)
  })

  test.each([
    [{ min: 1, max: 50 }, '51', 'Must be between 1 and 50.'],
    [{ min: 1, max: 50 }, '0.99', 'Must be between 1 and 50.'],
    [{ min: 1 }, '0', 'Must be at least 1.'],
    [{ max: 9 }, '10', 'Must be at most 9.'],
    [{ above: 0 }, '0', 'Must be more than 0.'],
    [{ below: 100 }, '100', 'Must be less than 100.'],
    [{ min: 1, max: 50, integer: true }, '2.5', 'Enter a whole number.'],
  ])('a number outside %j is refused with the bound', (range, text, message) => {
    expect(parseDecimal(text, range)).toEqual({ ok: false, error: { kind: 'out-of-range', message } })
  })
})
