import { decideSafely, type Binding } from '@/lib/domain/strategies/decide-safely'
import { bindStrategy } from '@/lib/domain/strategies/registry'
import { canonicalText, readCanonical } from './canonical'
import { linkOf, type Digest } from './chain'
import { firstDifference, shownValue } from './compare'
import { readEntry, type JournalEntry } from './entry'

/** A place in a chain: an entry's sequence and the hash after it. */
export type ChainPlace = { readonly sequence: number; readonly hash: string }

export type ChainFault = { readonly sequence: number; readonly message: string }

/** An entry whose decision is not the one that its facts and settings give now. */
export type DecisionDifference = {
  readonly sequence: number
  readonly at: number
  readonly symbol: string
  readonly side: string
  readonly code: string
  /** What is different, in words. */
  readonly message: string
}

export type JournalFindings = {
  /** Entries read, and how many of them decide the same again. */
  readonly entries: number
  readonly identical: number
  /** The first place at which the chain does not hold; null = it holds from the start to the end. */
  readonly chainFault: ChainFault | null
  readonly difference: DecisionDifference | null
  /** How many entries decide differently, by the version of the program that took them. */
  readonly differing: ReadonlyMap<string, number>
  readonly firstAt: number | null
  readonly lastAt: number | null
}

/** Finds a strategy and binds it to settings, as the registry does. */
export type Bind = (strategy: string, settings: unknown) => Binding<{ readonly kind: string }>

/**
 * Walks through a journal from a known place: links the chain anew and takes every decision anew from its own facts and settings. Only
 * the first fault of each kind is told; the rest is counted. Feed it settings before the entries that name them.
 */
export class JournalVerifier {
  private place: ChainPlace
  private entries = 0
  private identical = 0
  private chainFault: ChainFault | null = null
  private difference: DecisionDifference | null = null
  private readonly differing = new Map<string, number>()
  private firstAt: number | null = null
  private lastAt: number | null = null
  private readonly settings = new Map<string, unknown>()
  private readonly bindings = new Map<string, Binding<{ readonly kind: string }>>()

  constructor(
    private readonly digest: Digest,
    start: ChainPlace,
    private readonly bind: Bind = bindStrategy,
  ) {
    this.place = start
  }

  /** Settings by the hash of their canonical text; altered ones are as good as missing. */
  addSettings(hash: string, content: string): void {
    if (this.settings.has(hash) || this.digest(content) !== hash) return
    this.settings.set(hash, readCanonical(content))
  }

  /** The next entry by its canonical text; answers what was read, null when it is none. */
  add(text: string): JournalEntry | null {
    const { sequence, hash } = this.place
    this.place = { sequence: sequence + 1, hash: linkOf(this.digest, hash, text) }
    this.entries += 1
    const read = readEntry(text)
    if (!read.ok) {
      this.fault(sequence + 1, `is no entry of a journal (${read.error.message.trim()})`)
      return null
    }
    const entry = read.value
    if (entry.sequence !== sequence + 1) {
      this.fault(sequence + 1, `is missing: entry ${entry.sequence} stands in its place`)
      this.place = { ...this.place, sequence: entry.sequence }
    }
    this.firstAt ??= entry.at
    this.lastAt = entry.at
    this.decideAgain(entry)
    return entry
  }

  /** Compares the chain so far with what was written down at this place, and goes on from there. */
  expect(written: ChainPlace): void {
    if (written.sequence !== this.place.sequence)
      this.fault(this.place.sequence + 1, `is missing; the journal should go on to entry ${written.sequence}`)
    else if (written.hash !== this.place.hash)
      this.fault(written.sequence, 'or its hash was changed after it was written')
    this.place = written
  }

  /** Tells a fault of the chain found while reading; only the first one is kept. */
  fault(sequence: number, message: string): void {
    this.chainFault ??= { sequence, message: `Entry ${sequence} ${message}.` }
  }

  /** No fault of the chain has been found so far. */
  get holds(): boolean {
    return this.chainFault === null
  }

  findings(): JournalFindings {
    const { entries, identical, chainFault, difference, differing, firstAt, lastAt } = this
    return { entries, identical, chainFault, difference, differing, firstAt, lastAt }
  }

  private decideAgain(entry: JournalEntry): void {
    const binding = this.bindingOf(entry)
    if (binding === null) {
      this.fault(entry.sequence, 'names settings that are missing or were changed')
      return this.differs(entry, 'its settings are missing or were changed')
    }
    const { decision } = decideSafely(binding, entry.facts)
    if (textOf(decision) === canonicalText(entry.decision)) {
      this.identical += 1
      return
    }
    const found = firstDifference(entry.decision, decision)
    this.differs(
      entry,
      found === null
        ? 'the decision cannot be written down'
        : `${found.place}: decided ${shownValue(found.expected)}, now ${shownValue(found.actual)}`,
    )
  }

  private differs(entry: JournalEntry, message: string): void {
    const { sequence, at, symbol, side, code } = entry
    this.difference ??= { sequence, at, symbol, side, code, message }
    this.differing.set(code, (this.differing.get(code) ?? 0) + 1)
  }

  private bindingOf({ strategy, settings }: JournalEntry): Binding<{ readonly kind: string }> | null {
    const key = `${settings} ${strategy}`
    const known = this.bindings.get(key)
    if (known !== undefined) return known
    if (!this.settings.has(settings)) return null
    const binding = this.bind(strategy, this.settings.get(settings))
    this.bindings.set(key, binding)
    return binding
  }
}

/** The canonical text of what a strategy answers now; null when it is no plain JSON. */
function textOf(value: unknown): string | null {
  try {
    return canonicalText(value)
  } catch {
    return null
  }
}
