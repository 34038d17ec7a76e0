import { z } from 'zod'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { canonicalText, readCanonical } from './canonical'

/** One decision for one pair with everything it depended on. */
export type JournalEntry = {
  /** 1, 2, 3 ... within one journal. */
  readonly sequence: number
  /** The scheduled instant of the tick, epoch seconds. */
  readonly tickKey: number
  /** When it was decided, milliseconds since the epoch. */
  readonly at: number
  readonly symbol: string
  readonly side: Side
  readonly strategy: string
  readonly configVersion: number
  /** Hash of the canonical text of the settings, which is kept once. */
  readonly settings: string
  /** The program that decided: package version and build. */
  readonly code: string
  readonly facts: PairFacts
  readonly decision: Decision
}

/** The canonical text of an entry: the body that the chain is made of. Throws a TypeError for facts that are no plain JSON. */
export const entryText = (entry: JournalEntry): string => canonicalText(entry)

export type UnreadableEntry = { readonly kind: 'unreadable-entry'; readonly message: string }

/** Reads an entry back. What facts and decision contain is the strategy's business and not looked at. */
export function readEntry(text: string): Result<JournalEntry, UnreadableEntry> {
  const value = parsed(text)
  const envelope = schema.safeParse(value)
  if (envelope.success) return ok(value as JournalEntry)
  const [issue] = envelope.error.issues
  return fail({ kind: 'unreadable-entry', message: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` })
}

function parsed(text: string): unknown {
  try {
    return readCanonical(text)
  } catch {
    return null
  }
}

const whole = z.number().int().nonnegative()

const schema = z.strictObject({
  sequence: whole.positive(),
  tickKey: whole,
  at: z.number().nonnegative(),
  symbol: z.string(),
  side: z.enum(['long', 'short']),
  strategy: z.string(),
  configVersion: whole,
  settings: z.string().regex(/^[0-9a-f]{64}$/),
  code: z.string(),
  facts: z.record(z.string(), z.unknown()),
  decision: z.record(z.string(), z.unknown()),
})
