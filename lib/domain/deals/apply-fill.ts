import type { DealLedger } from './deal'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { averageAfterEntry, grossOfExit } from '@/lib/domain/perpetuals/position'
import { multipleOf } from '@/lib/domain/perpetuals/quantize'

/** One execution: quantity in base coin, price in quote per base, fee in quote (negative = rebate). */
export type LedgerFill = { readonly quantity: number; readonly price: number; readonly fee: number }

/** Books an entry: the average moves toward the fill, weighted by base quantity. `quantityStep` is the instrument's. */
export function applyEntryFill(ledger: DealLedger, fill: LedgerFill, quantityStep: number): DealLedger {
  return {
    ...ledger,
    quantity: inSteps(ledger.quantity, fill.quantity, quantityStep),
    averageEntry: averageAfterEntry(ledger.quantity, ledger.averageEntry ?? 0, fill.quantity, fill.price),
    entryCost: ledger.entryCost + fill.price * fill.quantity,
    entryFees: ledger.entryFees + fill.fee,
  }
}

/**
 * Books an exit and tells its gross profit. The average stays, and is null once nothing is left. An exit larger than the ledger
 * (the position held coin that is not the deal's) earns on the deal's own quantity only; its whole fee counts.
 */
export function applyExitFill(
  ledger: DealLedger,
  side: Side,
  fill: LedgerFill,
  quantityStep: number,
): { readonly ledger: DealLedger; readonly gross: number } {
  const closed = Math.min(fill.quantity, ledger.quantity)
  const gross = closed === 0 ? 0 : grossOfExit(side, closed, ledger.averageEntry ?? fill.price, fill.price)
  const quantity = inSteps(ledger.quantity, -closed, quantityStep)
  return {
    gross,
    ledger: {
      ...ledger,
      quantity,
      averageEntry: quantity === 0 ? null : ledger.averageEntry,
      exitFees: ledger.exitFees + fill.fee,
      realisedGross: ledger.realisedGross + gross,
    },
  }
}

/** Books a funding cash flow in quote: negative = paid. */
export const applyFunding = (ledger: DealLedger, amount: number): DealLedger => ({
  ...ledger,
  funding: ledger.funding + amount,
})

/** What the deal has earned in quote so far: gross profit of exits, less all fees, plus funding. */
export const netOfLedger = (ledger: DealLedger): number =>
  ledger.realisedGross - ledger.entryFees - ledger.exitFees + ledger.funding

// Counted in whole steps, so that 0.1 + 0.2 - 0.3 is exactly nothing.
const inSteps = (quantity: number, change: number, step: number): number =>
  multipleOf(Math.round(quantity / step) + Math.round(change / step), step)
