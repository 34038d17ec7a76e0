import { genesisOf } from '@/lib/domain/journal/chain'
import { orderText, ordersOf } from '@/lib/domain/journal/explained-orders'
import {
  JournalVerifier,
  type Bind,
  type ChainPlace,
  type JournalFindings,
} from '@/lib/domain/journal/verify'
import type { JournalEntry } from '@/lib/domain/journal/entry'
import { unpackBody } from './block-body'
import { sha256 } from './digest'
import type { JournalReader, StoredBlock } from './repository'

/** What checking a bot's journal found. */
export type JournalCheck = {
  readonly findings: JournalFindings
  /** The entries kept, of which `findings.entries` were looked at: the newest. */
  readonly kept: number
  readonly first: number
  readonly head: ChainPlace
  readonly orders: OrderFindings
}

/** Orders planned since the first entry looked at, and those that no decision of their tick explains. */
export type OrderFindings = {
  readonly checked: number
  readonly unexplained: number
  /** The first of them in words. */
  readonly example: string | null
}

export type CheckOptions = {
  /** Looks at about so many of the newest entries; all where left out. */
  readonly newest?: number
  readonly bind?: Bind
}

/** Reading this many rows at a time keeps a page's server answering others meanwhile. */
const PAGE = 100

/**
 * Walks through a bot's journal: links the chain anew from its oldest kept entry (or from the oldest looked at) to its head, takes each
 * decision anew, and asks of each order since then which decision it comes from.
 */
export async function checkJournal(
  reader: JournalReader,
  botId: string,
  { newest = Infinity, bind }: CheckOptions = {},
): Promise<JournalCheck> {
  const { headSequence, headHash, anchorSequence, anchorHash } = reader.ends
  const genesis = genesisOf(sha256, botId)
  const anchor = { sequence: anchorSequence, hash: anchorHash ?? genesis }
  const head = { sequence: headSequence, hash: headHash ?? genesis }
  const start = await startFor(reader, anchor, headSequence - newest)
  const verifier = new JournalVerifier(sha256, start, bind)
  for (const { hash, content } of await reader.settings()) verifier.addSettings(hash, content)
  const explained = new Explained(start.sequence === 0)
  await walk(reader, start, verifier, explained)
  verifier.expect(head)
  return {
    findings: verifier.findings(),
    kept: headSequence - anchorSequence,
    first: start.sequence + 1,
    head,
    orders: await explained.compareWith(reader),
  }
}

/** Where to begin so that the entries after `skipped` are seen: at the anchor, or before the run that holds the first of them. */
async function startFor(reader: JournalReader, anchor: ChainPlace, skipped: number): Promise<ChainPlace> {
  if (skipped <= anchor.sequence) return anchor
  const before = await reader.blockBefore(await reader.runOf(skipped + 1))
  return before === null ? anchor : { sequence: lastOf(before), hash: before.hash }
}

const lastOf = ({ sequence, entries }: StoredBlock): number => sequence + entries - 1

async function walk(
  reader: JournalReader,
  start: ChainPlace,
  verifier: JournalVerifier,
  explained: Explained,
): Promise<void> {
  let base = { sequence: 0, text: '' }
  let from = start.sequence + 1
  for (;;) {
    const page = await reader.blocks(from, PAGE)
    for (const block of page) {
      const isFirst = block.base === block.sequence
      const text = isFirst || block.base === base.sequence ? textOf(block, isFirst ? null : base.text) : null
      if (isFirst) base = { sequence: block.sequence, text: text ?? '' }
      const entries = text === null ? [] : entriesOf(verifier, block, text)
      if (text === null) verifier.fault(block.sequence, 'cannot be read')
      verifier.expect({ sequence: lastOf(block), hash: block.hash })
      // What was changed is evidence of nothing.
      if (verifier.holds) for (const entry of entries) explained.add(entry)
      from = lastOf(block) + 1
    }
    if (page.length < PAGE) return
  }
}

function textOf({ body }: StoredBlock, base: string | null): string | null {
  try {
    return unpackBody(body, base)
  } catch {
    return null
  }
}

function entriesOf(verifier: JournalVerifier, block: StoredBlock, text: string): JournalEntry[] {
  const texts = text.split('\n')
  const entries = texts.map((one) => verifier.add(one)).filter((entry) => entry !== null)
  const [first] = entries
  const isAsKept =
    texts.length === block.entries &&
    first?.sequence === block.sequence &&
    entries.every(({ tickKey, at }) => tickKey === block.tickKey && at === block.at)
  if (!isAsKept) verifier.fault(block.sequence, 'does not match the row that holds it')
  return entries
}

/** The orders that the decisions seen so far lead to. */
class Explained {
  private readonly orders = new Set<string>()
  private since: { readonly at: number; readonly tickKey: number } | null = null

  /** `fromTheBeginning`: no decision of the first tick came before what is seen. */
  constructor(private readonly fromTheBeginning: boolean) {}

  add(entry: JournalEntry): void {
    this.since ??= entry
    for (const order of ordersOf(entry)) this.orders.add(orderText(order))
  }

  async compareWith(reader: JournalReader): Promise<OrderFindings> {
    const { since } = this
    if (since === null) return { checked: 0, unexplained: 0, example: null }
    let after = { plannedAt: since.at, id: '' }
    let checked = 0
    const unexplained: string[] = []
    for (;;) {
      const page = await reader.orders(after, PAGE)
      for (const order of page) {
        after = order
        if (order.tickKey < since.tickKey || (order.tickKey === since.tickKey && !this.fromTheBeginning))
          continue
        checked += 1
        if (!this.orders.has(orderText(order))) unexplained.push(orderText(order))
      }
      if (page.length < PAGE)
        return { checked, unexplained: unexplained.length, example: unexplained[0] ?? null }
    }
  }
}
