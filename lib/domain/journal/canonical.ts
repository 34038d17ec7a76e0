/**
 * The one text of a plain JSON value: keys in order, no white space, numbers by their shortest text. Two values have the same text if
 * and only if a decision cannot tell them apart. What JSON has no word for is kept (NaN, both infinities, minus zero); a property that
 * is `undefined` counts as absent. Anything else (functions, dates, holes in lists, class instances) throws a TypeError naming its place.
 */
export function canonicalText(value: unknown): string {
  return textOf(value, '', 0)
}

/** The value of a canonical text. Throws a SyntaxError when it is none. */
export function readCanonical(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Only escaped keys begin like this; a string that looks like one costs a walk and nothing else.
  return text.includes('"$') ? unescaped(value) : value
}

/** A number that JSON cannot say stands under this key; keys that begin with it are written with one more. */
const MARK = '$'

/** Far deeper than any facts; a value that contains itself ends here. */
const MOST_LEVELS = 100

function textOf(value: unknown, place: string, level: number): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value !== 'object') throw refused(`is of the type ${typeof value}`, place)
  if (level >= MOST_LEVELS) throw refused('is nested too deeply', place)
  return Array.isArray(value) ? listText(value, place, level + 1) : objectText(value, place, level + 1)
}

function numberText(value: number): string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return String(value)
  return `{"${MARK}":"${Object.is(value, -0) ? '-0' : String(value)}"}`
}

function listText(list: readonly unknown[], place: string, level: number): string {
  let text = ''
  for (let index = 0; index < list.length; index += 1) {
    if (index > 0) text += ','
    text += textOf(list[index], `${place}.${index}`, level)
  }
  return `[${text}]`
}

function objectText(value: object, place: string, level: number): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  // Objects of another realm (a test's sandbox) have a prototype of their own without one above it.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw refused('is no plain object', place)
  const fields = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key]
    if (field === undefined) continue
    if (text !== '') text += ','
    const name = key.startsWith(MARK) ? MARK + key : key
    text += `${JSON.stringify(name)}:${textOf(field, `${place}.${key}`, level)}`
  }
  return `{${text}}`
}

const refused = (why: string, place: string): TypeError =>
  new TypeError(`${place === '' ? 'The value' : place.slice(1)} ${why} and cannot be written to a journal.`)

function unescaped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unescaped)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [first] = entries
  if (entries.length === 1 && first?.[0] === MARK) return numberOf(first[1])
  return Object.fromEntries(
    entries.map(([key, field]) => [key.startsWith(MARK) ? key.slice(MARK.length) : key, unescaped(field)]),
  )
}

function numberOf(text: unknown): number {
  switch (text) {
    case '-0':
      return -0
    case 'NaN':
      return NaN
    case 'Infinity':
      return Infinity
    case '-Infinity':
      return -Infinity
    default:
      throw new SyntaxError(`${JSON.stringify(text)} is no number of a journal.`)
  }
}
