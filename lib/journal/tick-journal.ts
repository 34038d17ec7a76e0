import { genesisOf } from '@/lib/domain/journal/chain'
import type { ChainPlace } from '@/lib/domain/journal/verify'
import { packBody } from './block-body'
import { sha256 } from './digest'
import type { JournalMemory, JournalRun } from './journal-memory'
import { linkEntry, type DecidedPair, type LinkedEntry, type NamedSettings } from './link-entry'

/** The end of a bot's journal as its lease found it; `hash` is null while there is no entry. */
export type JournalHead = { readonly sequence: number; readonly hash: string | null }

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
  readonly settings: readonly NamedSettings[]
  readonly run: JournalRun
}

/** A run ends after so many blocks: that is how finely old ones can be dropped. */
const MOST_BLOCKS = 64
/** A run never outlives what is kept: nothing may be said by reference to what was dropped. */
const LONGEST_MS = 86_400_000
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
    const { tickKey, memory } = this
    const linked: LinkedEntry[] = []
    for (const one of decided) {
      const place = linked.at(-1)?.place ?? this.head
      linked.push(linkEntry(place, one, { tickKey, at, code: memory.code }))
    }
    return this.blockOf(linked, at)
  }

  /** The block has been written and committed: the next one follows it. */
  written({ run }: JournalBlock): void {
    this.head = { sequence: run.sequence, hash: run.hash }
    this.memory.keep(this.botId, run)
  }

  private blockOf(linked: readonly LinkedEntry[], at: number): JournalBlock {
    const end = linked.at(-1)?.place ?? this.head
    const sequence = this.head.sequence + 1
    const { body, run } = this.packed(linked.map(({ text }) => text).join('\n'), sequence, at)
    const settings = new Map(linked.map((entry) => [entry.settings.hash, entry.settings]))
    return {
      ...{
        sequence,
        entries: linked.length,
        base: run.base,
        tickKey: this.tickKey,
        at,
        hash: end.hash,
        body,
      },
      settings: [...settings.values()].filter(({ hash }) => !run.settings.has(hash)),
      run: { ...run, ...end, settings: new Set([...run.settings, ...settings.keys()]) },
    }
  }

  /** The body, in the run at hand or as the first of a new one. */
  private packed(text: string, sequence: number, at: number) {
    const run = this.memory.runOf(this.botId)
    const goesOn =
      run?.sequence === this.head.sequence &&
      run.hash === this.head.hash &&
      run.blocks < MOST_BLOCKS &&
      at - run.begunAt < LONGEST_MS
    if (goesOn) {
      const body = packBody(text, run.text)
      if (body.length < run.size * WORTH) return { body, run: { ...run, blocks: run.blocks + 1 } }
    }
    const body = packBody(text, null)
    const begun: Omit<JournalRun, 'sequence' | 'hash'> = {
      ...{ base: sequence, text, size: body.length, blocks: 1, begunAt: at },
      settings: new Set<string>(),
    }
    return { body, run: begun }
  }
}
