import { decimalString } from './accounting-kind'
import { isList, isObject, type Json } from './json'

/** One place where an answer is not what was expected; `undefined` = absent on that side. */
export type Difference = {
  readonly path: string
  readonly expected: Json | undefined
  readonly actual: Json | undefined
}

/**
 * Where an answer differs from what is expected. Numbers agree within `1e-9 * max(1, |expected|)`; a decimal string expects a number;
 * other strings, booleans and null are compared exactly. With `extras: 'refused'` a figure that is not expected is a difference too.
 */
export function differences(
  expected: Json,
  actual: Json | undefined,
  extras: 'allowed' | 'refused',
  path = '',
): Difference[] {
  if (isList(expected) && isList(actual)) {
    if (expected.length !== actual.length) {
      return [{ path: join(path, 'length'), expected: expected.length, actual: actual.length }]
    }
    return expected.flatMap((item, index) => differences(item, actual[index], extras, `${path}[${index}]`))
  }
  if (isObject(expected) && isObject(actual)) {
    const found = Object.entries(expected).flatMap(([key, value]) =>
      differences(value, actual[key], extras, join(path, key)),
    )
    const unexpected = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key))
    if (extras === 'allowed') return found
    return [
      ...found,
      ...unexpected.map((key) => ({ path: join(path, key), expected: undefined, actual: actual[key] })),
    ]
  }
  return agrees(expected, actual) ? [] : [{ path, expected, actual }]
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

function agrees(expected: Json, actual: Json | undefined): boolean {
  if (typeof actual === 'number') {
    const wanted = typeof expected === 'string' && decimalString.test(expected) ? Number(expected) : expected
    return typeof wanted === 'number' && Math.abs(actual - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
  }
  return expected === actual
}
