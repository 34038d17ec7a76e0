import { z } from 'zod'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { Json } from './json'

export type InvalidInputs = { readonly kind: 'invalid-inputs'; readonly message: string }

/** One kind of accounting vector: what it takes, and the product's answer to it. */
export type AccountingKind = (inputs: unknown) => Result<() => Json, InvalidInputs>

/** Makes a kind of the fields it takes and the computation; a missing or malformed field is told by its name. */
export function accountingKind<Shape extends z.ZodRawShape>(
  shape: Shape,
  compute: (inputs: z.output<z.ZodObject<Shape>>) => Json,
): AccountingKind {
  const schema = z.object(shape)
  return (inputs) => {
    const parsed = schema.safeParse(inputs)
    if (parsed.success) return ok(() => compute(parsed.data))
    const issue = parsed.error.issues[0]
    const place = ['inputs', ...(issue?.path ?? []).map(String)].join('.')
    return fail({ kind: 'invalid-inputs', message: `${place}: ${issue?.message ?? 'malformed'}` })
  }
}

/** How the vectors write a number: `-0.0005`, or `5E-8` as decimal arithmetic prints small ones. */
export const decimalString = /^-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?$/i

export const decimal = z
  .string('must be a decimal string')
  .regex(decimalString, 'must be a decimal string')
  .transform(Number)

export const count = z.number('must be a whole number').int('must be a whole number').min(0)

export const side = z.enum(['long', 'short'], 'must be "long" or "short"')
