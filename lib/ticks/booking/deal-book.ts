import { Decimal } from 'decimal.js'
import { averageAfterEntry } from '@/lib/domain/perpetuals/position'
import type { VenueEvent, VenueFill } from '@/lib/ports/exchange'
import type { DealBook, DealWrite, Execution } from './rows'

/** A deal's books while a booking changes them. */
export type OpenBook = { -readonly [Key in keyof DealWrite]: DealWrite[Key] } & {
  /** The average before the trade being booked, for its row. */
  averageBefore: number | null
  /** Everything that moved the deal's position so far. */
  executions: Execution[]
  readonly ended: boolean
}

/** Opens a deal's books with everything that was booked on it before. */
export const openBook = (deal: DealBook, executions: readonly Execution[]): OpenBook => ({
  ...deal,
  endStatus: null,
  endedAt: null,
  endReason: null,
  averageBefore: deal.averageEntry,
  executions: executions.filter(({ dealId }) => dealId === deal.id),
})

/** Closes the books: what is written of them. */
export function closeBook(book: OpenBook): DealWrite {
  const { averageBefore: _, executions: __, ended: ___, ...write } = book
  return write
}

/** Adds an entry fill: the average moves, and with it what the exits protect. */
export function addTo(deal: OpenBook, fill: VenueFill): void {
  deal.entryCost = sum(deal.entryCost, new Decimal(fill.quantity).mul(fill.price))
  deal.entryFees = sum(deal.entryFees, fill.fee)
  move(deal, { ...executionOf(deal, fill), id: fill.fillId, kind: 'entry' })
}

/** Takes an exit fill off the books; the average stays until nothing is left. */
export function takeFrom(deal: OpenBook, fill: VenueFill): void {
  earn(deal, fill)
  move(deal, { ...executionOf(deal, fill), id: fill.fillId, kind: 'exit' })
}

/** Ends the books: the venue closed the position by itself. */
export function liquidate(deal: OpenBook, event: Extract<VenueEvent, { kind: 'liquidation' }>): void {
  earn(deal, event)
  move(deal, { ...executionOf(deal, event), id: event.eventId, kind: 'liquidation' })
}

function earn(deal: OpenBook, { fee, gross }: { readonly fee: string; readonly gross: string }): void {
  deal.exitFees = sum(deal.exitFees, fee)
  deal.realisedGross = sum(deal.realisedGross, gross)
}

const executionOf = (
  deal: OpenBook,
  { quantity, price, at }: Pick<VenueFill, 'quantity' | 'price' | 'at'>,
) => ({
  dealId: deal.id,
  quantity,
  price: Number(price),
  at,
})

/**
 * The position follows from all executions in the order in which they happened, not in which they were heard of: a fill that is learnt
 * late leaves the same quantity and average behind as one that is learnt in time.
 */
function move(deal: OpenBook, execution: Execution): void {
  deal.executions.push(execution)
  let quantity = new Decimal(0)
  let average: number | null = null
  for (const { kind, quantity: moved, price } of deal.executions.sort(inOrder)) {
    if (kind === 'entry') {
      average = averageAfterEntry(quantity.toNumber(), average ?? 0, Number(moved), price)
      quantity = quantity.add(moved)
      deal.peakQuantity = Decimal.max(deal.peakQuantity, quantity).toFixed()
    } else {
      // The venue never closes more than there is; what is beyond the deal's own books is not the deal's.
      quantity = Decimal.max(0, quantity.sub(moved))
      if (quantity.isZero()) average = null
    }
  }
  deal.quantity = quantity.toFixed()
  deal.averageEntry = average
}

// A liquidation takes what the fills of its instant have left; their ids are in the venue's own order.
function inOrder(a: Execution, b: Execution): number {
  if (a.at !== b.at) return a.at - b.at
  const last = Number(a.kind === 'liquidation') - Number(b.kind === 'liquidation')
  return last === 0 ? compareIds(a.id, b.id) : last
}

/** Orders ids of one venue as text. */
export const compareIds = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** The exact sum of two decimal strings. */
export const sum = (a: string, b: Decimal.Value): string => new Decimal(a).add(b).toFixed()
