import { canonicalText } from '@/lib/domain/journal/canonical'
import { linkOf } from '@/lib/domain/journal/chain'
import { entryText, type JournalEntry } from '@/lib/domain/journal/entry'
import type { ChainPlace } from '@/lib/domain/journal/verify'
import { sha256 } from './digest'

/** A decision to be written down, with the settings themselves. */
export type DecidedPair = Omit<JournalEntry, 'sequence' | 'settings' | keyof Moment> & {
  readonly settings: unknown
}

/** What the decisions of one round share. */
export type Moment = Pick<JournalEntry, 'tickKey' | 'at' | 'code'>

export type NamedSettings = { readonly hash: string; readonly content: string }

/** An entry as it goes into a journal, and the place that the chain comes to with it. */
export type LinkedEntry = {
  readonly text: string
  readonly settings: NamedSettings
  readonly place: ChainPlace
}

/** Links a decision to the chain at `place`. Throws a TypeError for facts, settings or a decision that are no plain JSON. */
export function linkEntry(place: ChainPlace, decided: DecidedPair, moment: Moment): LinkedEntry {
  const { settings, ...rest } = decided
  const content = canonicalText(settings)
  const hash = sha256(content)
  const sequence = place.sequence + 1
  const text = entryText({ ...rest, ...moment, sequence, settings: hash })
  return { text, settings: { hash, content }, place: { sequence, hash: linkOf(sha256, place.hash, text) } }
}
