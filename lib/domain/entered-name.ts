import { fail, ok, type Result } from './result'

export type NameFault = {
  readonly kind: 'missing' | 'not-text' | 'too-long' | 'unstorable'
  readonly message: string
}

/**
 * Reads a name as a person typed it: composed (NFC), trimmed, without the invisible controls that turn text around or hide in it.
 * Everything visible is kept exactly, emoji and look-alike letters too: ids tell things apart, names do not. `max` counts characters.
 */
export function enteredName(input: unknown, max: number): Result<string, NameFault> {
  if (input === undefined || input === null) return fail(missing)
  if (typeof input !== 'string') return fail({ kind: 'not-text', message: 'Enter a text.' })
  if (input.length > max * LONGEST_CHARACTER) return fail(tooLong(max))
  // Half of a surrogate pair and a zero byte are text in JavaScript and not in UTF-8 or PostgreSQL.
  if (/\p{Cs}/u.test(input) || CONTROLS.test(input)) {
    return fail({ kind: 'unstorable', message: 'Use letters, digits and signs only: no control characters.' })
  }
  const name = input.normalize('NFC').replaceAll(INVISIBLE, '').trim()
  if (name === '') return fail(missing)
  return [...name].length > max ? fail(tooLong(max)) : ok(name)
}

// Family emoji are up to 11 UTF-16 units; anything longer per character is refused before it is looked at.
const LONGEST_CHARACTER = 16

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

// Bidirectional marks, embeddings, overrides and isolates; zero-width space, word joiner and byte order mark. Zero-width joiners stay:
// emoji and several scripts are made with them.
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

const missing: NameFault = { kind: 'missing', message: 'Enter a name.' }
const tooLong = (max: number): NameFault => ({
  kind: 'too-long',
  message: `Use at most ${max} characters.`,
})
