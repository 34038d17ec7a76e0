import { fail, ok, type Result } from './result'

export type DecimalFault = {
  readonly kind: 'missing' | 'comma' | 'exponent' | 'not-a-number' | 'too-many-digits' | 'out-of-range'
  readonly message: string
}

/** Bounds of a typed number. `above` and `below` exclude their own value. */
export type DecimalRange = {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly above?: number | undefined
  readonly below?: number | undefined
  readonly integer?: boolean | undefined
}

const plain = /^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/

/**
 * Reads a typed or JSON number written as a plain decimal: at most 18 digits before and after the point, no exponent, no leading
 * zeros. The one parser for numbers from outside; spaces around the number are ignored. The message is a sentence for the person.
 */
export function parseDecimal(input: unknown, range: DecimalRange = {}): Result<number, DecimalFault> {
  if (typeof input !== 'string' && typeof input !== 'number') return fail(notANumber)
  const text = String(input).trim()
  if (text === '') return fail({ kind: 'missing', message: 'Enter a number.' })
  if (!plain.test(text)) return fail(faultOf(text))
  // Adding zero turns -0 into 0, so that no sum or text ever shows "-0".
  const value = Number(text) + 0
  const message = rangeFault(value, range)
  return message === null ? ok(value) : fail({ kind: 'out-of-range', message })
}

/** The sentence that says how a value breaks its range, or null. */
export function rangeFault(value: number, { min, max, above, below, integer }: DecimalRange): string | null {
  if (integer === true && !Number.isInteger(value)) return 'Enter a whole number.'
  if (above !== undefined && value <= above) return `Must be more than ${above}.`
  if (below !== undefined && value >= below) return `Must be less than ${below}.`
  if (min !== undefined && max !== undefined && (value < min || value > max)) {
    return `Must be between ${min} and ${max}.`
  }
  if (min !== undefined && value < min) return `Must be at least ${min}.`
  if (max !== undefined && value > max) return `Must be at most ${max}.`
  return null
}

const notANumber: DecimalFault = { kind: 'not-a-number', message: 'Enter a number such as 12.5.' }

function faultOf(text: string): DecimalFault {
  if (/^-?[0-9.]*,[0-9.,]*$/.test(text)) {
    return { kind: 'comma', message: 'Write decimals with a point and no thousands separator: 1.5, not 1,5.' }
  }
  if (/^-?[0-9]+(\.[0-9]+)?e[+-]?[0-9]+$/i.test(text)) {
    return { kind: 'exponent', message: 'Write the number out, without an exponent: 0.0000001, not 1e-7.' }
  }
  if (/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text)) {
    return { kind: 'too-many-digits', message: 'At most 18 digits before and 18 after the decimal point.' }
  }
  return notANumber
}
