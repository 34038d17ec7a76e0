import { z } from 'zod'
import { parseDecimal, type DecimalRange } from './decimal-input'

/** A JSON number or a typed decimal within a range, with `parseDecimal`'s sentence where it is neither. */
export const decimal = (range: DecimalRange) =>
  z.unknown().transform((input, context): number => {
    const result = parseDecimal(input, range)
    if (result.ok) return result.value
    context.addIssue({ code: 'custom', message: result.error.message })
    return z.NEVER
  })
