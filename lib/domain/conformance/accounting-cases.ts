import { z } from 'zod'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { AccountingKind, InvalidInputs } from './accounting-kind'
import type { Json, JsonObject } from './json'
import { ledgerKinds } from './ledger-kinds'
import { marginKinds } from './margin-kinds'
import { positionKinds } from './position-kinds'
import { strategyKinds } from './strategy-kinds'
import type { VectorCase } from './vector-case'

/** Every kind of accounting vector the product answers, by the part of a case's name before the colon. */
export const accountingKinds: Readonly<Record<string, AccountingKind>> = {
  ...positionKinds,
  ...marginKinds,
  ...ledgerKinds,
  ...strategyKinds,
}

/** Format of `perpetual-accounting.json`: named formulas with decimal strings. */
export const accountingFile = z.array(
  z.object({
    name: z.string(),
    inputs: z.record(z.string(), z.unknown()),
    expected: z.custom<JsonObject>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'must be an object',
    ),
  }),
)

/** The cases of a file of perpetual accounting; inputs that a kind cannot read refuse the file. */
export function accountingCases(
  vectors: z.output<typeof accountingFile>,
): Result<VectorCase[], InvalidInputs> {
  const cases: VectorCase[] = []
  for (const [index, { name, inputs, expected }] of vectors.entries()) {
    const answer = answerOf(name, inputs)
    if (!answer.ok) {
      return fail({ kind: 'invalid-inputs', message: `[${index}] "${name}": ${answer.error.message}` })
    }
    cases.push({ name, expected: judged(expected), answer: answer.value, extras: 'allowed' })
  }
  return ok(cases)
}

/** A kind of a later file fails as a case of its own, so that all others are still run. */
function answerOf(name: string, inputs: unknown): Result<() => Json, InvalidInputs> {
  const known = isAccountingKind(name) ? accountingKinds[kindOf(name)] : undefined
  return known === undefined ? ok(() => `no formula is known for "${kindOf(name)}"`) : known(inputs)
}

const kindOf = (name: string): string => name.split(':')[0] ?? ''

/** Whether the name of a case begins with a kind the product answers. */
export const isAccountingKind = (name: string): boolean => Object.hasOwn(accountingKinds, kindOf(name))

// What a wrong weighting would give is told for comparison; an answer that agrees with the right one already differs from it.
const judged = ({ wrongQuoteWeightedPrice: _wrong, ...expected }: JsonObject): Json => expected
