/** Blocks that one process wrote one after the other; each is compressed against the text of the first. */
export type JournalRun = {
  /** Sequence of its first block, that block's text and the size of its body in bytes. */
  readonly base: number
  readonly text: string
  readonly size: number
  readonly blocks: number
  /** When its first block was decided, milliseconds since the epoch. */
  readonly begunAt: number
  /** The head that its last block left. */
  readonly sequence: number
  readonly hash: string
  /** Hashes of the settings written down since the run began. */
  readonly settings: ReadonlySet<string>
}

/**
 * What one process remembers of the journals it writes, so that a block needs to say only what has changed. Forgetting costs space,
 * nothing else: the next block begins a new run.
 */
export class JournalMemory {
  private readonly runs = new Map<string, JournalRun>()
  private letters = 0

  /** `code` names the program in every entry; `mostLetters` bounds the texts kept. */
  constructor(
    readonly code: string,
    private readonly mostLetters = 32 * 1024 * 1024,
  ) {}

  runOf(botId: string): JournalRun | undefined {
    return this.runs.get(botId)
  }

  keep(botId: string, run: JournalRun): void {
    this.forget(botId)
    this.runs.set(botId, run)
    this.letters += run.text.length
    for (const oldest of this.runs.keys()) {
      if (this.letters <= this.mostLetters) return
      this.forget(oldest)
    }
  }

  private forget(botId: string): void {
    this.letters -= this.runs.get(botId)?.text.length ?? 0
    this.runs.delete(botId)
  }
}
