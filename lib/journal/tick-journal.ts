import { canonicalText } from '@/lib/domain/journal/canonical'
import { genesisOf, linkOf } from '@/lib/domain/journal/chain'
import { entryText, type JournalEntry } from '@/lib/domain/journal/entry'
import type { ChainPlace } from '@/lib/domain/journal/verify'
import { packBody } from './block-body'
import { sha256 } from './digest'
import type { JournalMemory, JournalRun } from './journal-memory'

/** The end of a bot's journal as its lease found it; `hash` is null while there is no entry. */
export type JournalHead = { readonly sequence: number; readonly hash: string | null }

/** A decision to be written down, with the settings themselves. */
export type DecidedPair = Omit<JournalEntry, 'sequence' | 'tickKey' | 'at' | 'settings' | 'code'> & {
  readonly settings: unknown
}

/** One row of the journal: the decisions of one round, ready to be written in a fenced statement. */
export type JournalBlock = {
  readonly sequence: number
  readonly entries: number
  readonly base: number
  readonly tickKey: number
  readonly at: number
  /** After its last entry. */
  readonly hash: string
  readonly body: Uint8Array<ArrayBuffer>
  /** Settings to be written down with it. */
  readonly settings: readonly { readonly hash: string; readonly content: string }[]
  readonly run: JournalRun
}

/** A run ends after so many blocks: that is how finely old ones can be dropped. */
const MOST_BLOCKS = 64
/** A block that does not become this much smaller by its run begins a new one. */
const WORTH = 0.6

/** The journal of one bot in the hands of the worker that holds its lease: nobody else appends meanwhile. */
export class TickJournal {
  private head: ChainPlace

  constructor(
    private readonly memory: JournalMemory,
    private readonly botId: string,
    private readonly tickKey: number,
    head: JournalHead,
  ) {
    this.head = { sequence: head.sequence, hash: head.hash ?? genesisOf(sha256, botId) }
  }

  /** The block that these decisions make after all that was written so far; null without any. Writes nothing. */
  draft(decided: readonly DecidedPair[], at: number): JournalBlock | null {
    if (decided.length === 0) return null
    const settings = new Map<string, string>()
    const texts: string[] = []
    let { hash } = this.head
    for (const { settings: chosen, ...rest } of decided) {
      const content = canonicalText(chosen)
      const name = sha256(content)
      settings.set(name, content)
      const sequence = this.head.sequence + texts.length + 1
      const { tickKey } = this
      const entry = { ...rest, sequence, tickKey, at, settings: name, code: this.memory.code }
      const text = entryText(entry)
      hash = linkOf(sha256, hash, text)
      texts.push(text)
    }
    return this.blockOf({ texts, settings, hash, at })
  }

  /** The block has been written and committed: the next one follows it. */
  written({ run }: JournalBlock): void {
    this.head = { sequence: run.sequence, hash: run.hash }
    this.memory.keep(this.botId, run)
  }

  private blockOf({ texts, settings, hash, at }: Drafted): JournalBlock {
    const first = this.head.sequence + 1
    const last = this.head.sequence + texts.length
    const { body, run } = this.packed(texts.join('\n'), first)
    const known = run.settings
    return {
      ...{ sequence: first, entries: texts.length, base: run.base, tickKey: this.tickKey, at, hash, body },
      settings: [...settings]
        .filter(([name]) => !known.has(name))
        .map(([name, content]) => ({ hash: name, content })),
      run: { ...run, sequence: last, hash, settings: new Set([...known, ...settings.keys()]) },
    }
  }

  /** The body, in the run at hand or as the first of a new one. */
  private packed(text: string, sequence: number) {
    const run = this.memory.runOf(this.botId)
    const goesOn =
      run?.sequence === this.head.sequence && run.hash === this.head.hash && run.blocks < MOST_BLOCKS
    if (goesOn) {
      const body = packBody(text, run.text)
      if (body.length < run.size * WORTH) return { body, run: { ...run, blocks: run.blocks + 1 } }
    }
    const body = packBody(text, null)
    const begun: Omit<JournalRun, 'sequence' | 'hash'> = {
      ...{ base: sequence, text, size: body.length, blocks: 1 },
      settings: new Set<string>(),
    }
    return { body, run: begun }
  }
}

type Drafted = {
  readonly texts: readonly string[]
  readonly settings: ReadonlyMap<string, string>
  readonly hash: string
  readonly at: number
}
