/** Where two plain JSON values differ first: the place as names joined by dots, and both values there. */
export type ValueDifference = {
  readonly place: string
  readonly expected: unknown
  readonly actual: unknown
}

/** The first difference in the order of the canonical text; null when the two are alike. An absent property counts as `undefined`. */
export function firstDifference(expected: unknown, actual: unknown, place = ''): ValueDifference | null {
  if (Object.is(expected, actual)) return null
  if (!isObject(expected) || !isObject(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return { place, expected, actual }
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
  for (const key of Array.isArray(expected) ? keys : keys.sort()) {
    const inner = place === '' ? key : `${place}.${key}`
    const found = firstDifference(expected[key], actual[key], inner)
    if (found !== null) return found
  }
  return null
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A value in one line for people: JSON with the numbers it lacks, cut where it gets long. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text =
    typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : JSON.stringify(value)
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)} ...` : text
}

const MOST_LETTERS = 200
