import { z } from 'zod'
import {
  applyEntryFill,
  applyExitFill,
  applyFunding,
  netOfLedger,
  type LedgerFill,
} from '@/lib/domain/deals/apply-fill'
import { emptyLedger, type DealLedger } from '@/lib/domain/deals/deal'
import { feeOf } from '@/lib/domain/perpetuals/fees'
import { fundingCashFlow } from '@/lib/domain/perpetuals/funding'
import { unrealisedPnl } from '@/lib/domain/perpetuals/pnl'
import { decimalsOf } from '@/lib/domain/perpetuals/quantize'
import { accountingKind, decimal, side, type AccountingKind } from './accounting-kind'

/** The vectors name no step: the finest decimal among their quantities counts them exactly, so that flat is flat. */
export const stepOf = (quantities: readonly number[]): number =>
  1 / 10 ** Math.max(0, ...quantities.map(decimalsOf))

const lot = { price: decimal, quantity: decimal }

const event = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['add', 'reduce']), ...lot }),
  z.object({ kind: z.literal('funding'), markPrice: decimal, rate: decimal }),
])

/** Kinds that follow a deal fill by fill (trading reference 5.1 and 5.5). */
export const ledgerKinds: Readonly<Record<string, AccountingKind>> = {
  'deal-sequence': accountingKind(
    {
      side,
      feeRate: decimal,
      fills: z.array(z.object({ action: z.enum(['buy', 'sell']), ...lot })),
    },
    (i) => {
      const step = stepOf(i.fills.map(({ quantity }) => quantity))
      const adds = i.side === 'long' ? 'buy' : 'sell'
      let ledger: DealLedger = emptyLedger
      const steps = i.fills.map(({ action, price, quantity }) => {
        const fill = fillOf(price, quantity, i.feeRate)
        const exit = action === adds ? null : applyExitFill(ledger, i.side, fill, step)
        ledger = exit?.ledger ?? applyEntryFill(ledger, fill, step)
        return {
          quantity: ledger.quantity,
          averagePrice: ledger.averageEntry,
          grossPnl: exit?.gross ?? 0,
          fee: fill.fee,
        }
      })
      const net = netOfLedger(ledger)
      return {
        steps,
        grossPnl: ledger.realisedGross,
        fees: ledger.entryFees + ledger.exitFees,
        netPnl: net,
        totalInvested: ledger.entryCost,
        returnPct: (100 * net) / ledger.entryCost,
      }
    },
  ),
  ledger: accountingKind(
    { side, deposit: decimal, feeRate: decimal, events: z.array(event), markPrice: decimal },
    (i) => {
      const step = stepOf(i.events.map((each) => (each.kind === 'funding' ? 1 : each.quantity)))
      let ledger: DealLedger = emptyLedger
      for (const each of i.events) {
        if (each.kind === 'funding') {
          ledger = applyFunding(ledger, fundingCashFlow(i.side, ledger.quantity, each.markPrice, each.rate))
          continue
        }
        const fill = fillOf(each.price, each.quantity, i.feeRate)
        ledger =
          each.kind === 'add'
            ? applyEntryFill(ledger, fill, step)
            : applyExitFill(ledger, i.side, fill, step).ledger
      }
      const { quantity, averageEntry } = ledger
      const open = averageEntry === null ? 0 : unrealisedPnl(i.side, quantity, averageEntry, i.markPrice)
      const wallet = i.deposit + netOfLedger(ledger)
      return { wallet, quantity, averagePrice: averageEntry, unrealisedPnl: open, equity: wallet + open }
    },
  ),
}

const fillOf = (price: number, quantity: number, feeRate: number): LedgerFill => ({
  price,
  quantity,
  fee: feeOf(quantity, price, feeRate),
})
