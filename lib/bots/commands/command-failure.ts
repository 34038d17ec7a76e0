import type { FieldFault } from '@/lib/action-state'
import { fail } from '@/lib/domain/result'

/** Why a command did nothing. The message is a sentence for the owner. */
export type CommandFailure = {
  readonly kind: 'not-found' | 'refused' | 'invalid' | 'limit-reached' | 'prices-unavailable'
  readonly message: string
  readonly faults?: readonly FieldFault[]
}

/** The one answer for ids that are unknown, malformed, deleted or somebody else's. */
export const notFound: CommandFailure = { kind: 'not-found', message: 'There is no such bot.' }

export const refused = (message: string) => fail({ kind: 'refused', message } satisfies CommandFailure)

export const changedMeanwhile = () =>
  refused('This bot has changed at the same moment, so nothing was done. Look at it and try again.')
