import { z } from 'zod'
import { fail, ok, type Result } from '@/lib/domain/result'
import { accountingCases, accountingFile, isAccountingKind } from './accounting-cases'
import { decisionCases, decisionFile } from './decision-cases'
import { indicatorCases, indicatorFile } from './indicator-cases'
import type { VectorCase } from './vector-case'

export type VectorFormat = 'martingale decisions' | 'martingale indicators' | 'perpetual accounting'

export type VectorFile = { readonly format: VectorFormat; readonly cases: readonly VectorCase[] }

export type MalformedVectors = { readonly kind: 'malformed-vectors'; readonly message: string }

/** Recognises a vector file by its shape and reads its cases; what is wrong with it is told in one sentence. */
export function readVectors(text: string): Result<VectorFile, MalformedVectors> {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  const format = recognise(parsed.value)
  if (format === null) {
    return malformed(
      'It holds none of the known formats: an object with config and vectors (martingale decisions), a list with candles ' +
        '(martingale indicators), or a list with name, inputs and expected (perpetual accounting).',
    )
  }
  const file = readers[format](parsed.value)
  if (file.ok && file.value.cases.length === 0) return malformed('It holds no cases.')
  return file
}

function parseJson(text: string): Result<unknown, MalformedVectors> {
  try {
    return ok(JSON.parse(text) as unknown)
  } catch (error) {
    return malformed(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function recognise(value: unknown): VectorFormat | null {
  if (has(value, 'config', 'vectors')) return 'martingale decisions'
  if (!Array.isArray(value)) return null
  const [first] = value as unknown[]
  if (has(first, 'candles')) return 'martingale indicators'
  return (value as unknown[]).some(isAccounting) ? 'perpetual accounting' : null
}

/** Other vectors share the shape of name, inputs and expected: those of accounting are known by the kinds they name. */
const isAccounting = (vector: unknown): boolean =>
  has(vector, 'name', 'inputs', 'expected') && isAccountingKind(String((vector as { name: unknown }).name))

const has = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key))

type Reader = (value: unknown) => Result<VectorFile, MalformedVectors>

const readers: Readonly<Record<VectorFormat, Reader>> = {
  'martingale decisions': reader('martingale decisions', decisionFile, (file) => ok(decisionCases(file))),
  'martingale indicators': reader('martingale indicators', indicatorFile, (file) => ok(indicatorCases(file))),
  'perpetual accounting': reader('perpetual accounting', accountingFile, accountingCases),
}

function reader<Schema extends z.ZodType>(
  format: VectorFormat,
  schema: Schema,
  casesOf: (file: z.output<Schema>) => Result<readonly VectorCase[], { kind: string; message: string }>,
): Reader {
  return (value) => {
    const parsed = schema.safeParse(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const place = (issue?.path ?? []).map(String).join('.')
      return malformed(
        `It is not as the format of ${format} asks: ${place}: ${issue?.message ?? 'malformed'}.`,
      )
    }
    const cases = casesOf(parsed.data)
    if (cases.ok) return ok({ format, cases: cases.value })
    return malformed(`It is not as the format of ${format} asks: ${cases.error.message}.`)
  }
}

const malformed = (message: string) => fail({ kind: 'malformed-vectors', message })
