import { z } from 'zod'
import { applyEntryFill, applyExitFill } from '@/lib/domain/deals/apply-fill'
import { emptyLedger } from '@/lib/domain/deals/deal'
import { fundingCashFlow } from '@/lib/domain/perpetuals/funding'
import { bankruptcyPrice, closeFeeAtBankruptcy, initialMargin } from '@/lib/domain/perpetuals/margin'
import { breakevenPrice, closedPnl, returnOnMargin, unrealisedPnl } from '@/lib/domain/perpetuals/pnl'
import { averageOfCosts, averageOfLots } from '@/lib/domain/perpetuals/position'
import { grossTargetOnBase, netTarget } from '@/lib/domain/perpetuals/take-profit'
import { accountingKind, decimal, side, type AccountingKind } from './accounting-kind'
import { stepOf } from './ledger-kinds'

/** Kinds about one position: its average, profit, targets and funding (trading reference 1, 5.1 and 5.5). */
export const positionKinds: Readonly<Record<string, AccountingKind>> = {
  'average-entry': accountingKind(
    { fills: z.array(z.object({ price: decimal, quantity: decimal })) },
    ({ fills }) => {
      const { quantity, average } = averageOfLots(fills)
      return { quantity, averagePrice: average }
    },
  ),
  'quote-volume-average': accountingKind(
    { levels: z.array(z.object({ price: decimal, quoteVolume: decimal })) },
    ({ levels }) => ({
      averagePrice: averageOfCosts(levels.map(({ price, quoteVolume }) => ({ price, cost: quoteVolume }))),
    }),
  ),
  'unrealised-pnl': accountingKind(
    { side, quantity: decimal, entryPrice: decimal, markPrice: decimal },
    (i) => ({ unrealisedPnl: unrealisedPnl(i.side, i.quantity, i.entryPrice, i.markPrice) }),
  ),
  roi: accountingKind(
    {
      side,
      quantity: decimal,
      entryPrice: decimal,
      markPrice: decimal,
      leverage: decimal,
      takerFeeRate: decimal,
    },
    (i) => {
      const value = i.quantity * i.entryPrice
      return {
        unrealisedPnl: unrealisedPnl(i.side, i.quantity, i.entryPrice, i.markPrice),
        initialMargin: initialMargin(value, i.leverage),
        bankruptcyPrice: bankruptcyPrice(i.side, i.entryPrice, i.leverage),
        closeFee: closeFeeAtBankruptcy(i.side, value, i.leverage, i.takerFeeRate),
        roiPct: 100 * returnOnMargin(i),
      }
    },
  ),
  'closed-pnl': accountingKind(
    {
      side,
      quantity: decimal,
      entryPrice: decimal,
      exitPrice: decimal,
      openFeeRate: decimal,
      closeFeeRate: decimal,
      fundingPaid: decimal,
    },
    (i) => {
      const { gross, openFee, closeFee, net } = closedPnl(i)
      return { grossPnl: gross, openFee, closeFee, netPnl: net }
    },
  ),
  'partial-close': accountingKind(
    { side, entryPrice: decimal, quantity: decimal, closeQuantity: decimal, exitPrice: decimal },
    (i) => {
      const open = { quantity: i.quantity, price: i.entryPrice, fee: 0 }
      const exit = { quantity: i.closeQuantity, price: i.exitPrice, fee: 0 }
      const step = stepOf([i.quantity, i.closeQuantity])
      const held = applyEntryFill(emptyLedger, open, step)
      const { ledger, gross } = applyExitFill(held, i.side, exit, step)
      return {
        realisedPnl: gross,
        remainingQuantity: ledger.quantity,
        averagePrice: ledger.averageEntry,
      }
    },
  ),
  breakeven: accountingKind(
    { side, quantity: decimal, entryPrice: decimal, realisedPnl: decimal, takerFeeRate: decimal },
    (i) => ({
      breakevenPrice: breakevenPrice(i.side, i.quantity, i.entryPrice, i.realisedPnl, i.takerFeeRate),
    }),
  ),
  'take-profit-net-of-fees': accountingKind(
    {
      side,
      averagePrice: decimal,
      takeProfitPct: decimal,
      entryFeeRate: decimal,
      exitFeeRate: decimal,
    },
    (i) => ({
      price: netTarget(i.side, i.averagePrice, i.takeProfitPct / 100, i.entryFeeRate, i.exitFeeRate),
    }),
  ),
  'take-profit-on-base': accountingKind(
    { side, averagePrice: decimal, takeProfitPct: decimal, baseOrder: decimal, quantity: decimal },
    (i) => {
      const gain = i.takeProfitPct / 100
      const price = grossTargetOnBase(i.side, i.averagePrice, i.quantity, gain, i.baseOrder)
      return { price, grossProfit: unrealisedPnl(i.side, i.quantity, i.averagePrice, price) }
    },
  ),
  funding: accountingKind({ side, quantity: decimal, markPrice: decimal, rate: decimal }, (i) => ({
    cashFlow: fundingCashFlow(i.side, i.quantity, i.markPrice, i.rate),
  })),
}
