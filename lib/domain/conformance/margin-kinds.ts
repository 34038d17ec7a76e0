import { z } from 'zod'
import { feeOf } from '@/lib/domain/perpetuals/fees'
import {
  bankruptcyBasedLiquidation,
  crossLiquidation,
  entryBasedLiquidation,
  markBasedLiquidation,
} from '@/lib/domain/perpetuals/liquidation'
import {
  assignedMargin,
  bankruptcyPrice,
  closeFeeAtBankruptcy,
  initialMargin,
  maintenanceMargin,
  maintenanceMarginWithCloseFee,
  marginOnLine,
  orderCost,
} from '@/lib/domain/perpetuals/margin'
import { unrealisedPnl } from '@/lib/domain/perpetuals/pnl'
import { accountingKind, decimal, side, type AccountingKind } from './accounting-kind'

const position = { side, quantity: decimal, entryPrice: decimal }
const line = { maintenanceMarginRate: decimal, deduction: decimal }
const leveraged = { ...position, ...line, leverage: decimal }

/** The vectors call the rate of a tier by its long name. */
const rated = <T extends { maintenanceMarginRate: number }>(inputs: T) => ({
  ...inputs,
  rate: inputs.maintenanceMarginRate,
})

/** Kinds about margin and liquidation (trading reference 5.2 to 5.4). */
export const marginKinds: Readonly<Record<string, AccountingKind>> = {
  'initial-margin-with-close-fee': accountingKind(
    { ...position, leverage: decimal, takerFeeRate: decimal },
    (i) => ({ initialMargin: assignedMargin(i.side, i.quantity * i.entryPrice, i.leverage, i.takerFeeRate) }),
  ),
  'maintenance-margin-with-close-fee': accountingKind(
    { ...leveraged, markPrice: decimal, takerFeeRate: decimal },
    (i) => ({ maintenanceMargin: maintenanceMarginWithCloseFee(rated(i)) }),
  ),
  'maintenance-margin-tiers': accountingKind(
    {
      positionValue: decimal,
      tiers: z.array(z.object({ upTo: decimal.nullable(), rate: decimal })).min(1),
    },
    ({ tiers, positionValue }) => {
      const { rate, deduction, margin } = maintenanceMargin(tiers, positionValue)
      return { rate, deduction, maintenanceMargin: margin }
    },
  ),
  'order-cost': accountingKind(
    { side, quantity: decimal, price: decimal, leverage: decimal, takerFeeRate: decimal },
    (i) => {
      const value = i.quantity * i.price
      return {
        initialMargin: initialMargin(value, i.leverage),
        openFee: feeOf(i.quantity, i.price, i.takerFeeRate),
        closeFee: closeFeeAtBankruptcy(i.side, value, i.leverage, i.takerFeeRate),
        orderCost: orderCost(i.side, value, i.leverage, i.takerFeeRate),
      }
    },
  ),
  'liquidation-isolated-entry-based': accountingKind({ ...leveraged, extraMargin: decimal }, (i) => {
    const value = i.quantity * i.entryPrice
    return {
      initialMargin: initialMargin(value, i.leverage),
      maintenanceMargin: marginOnLine(value, rated(i)),
      liquidationPrice: entryBasedLiquidation(rated(i)),
    }
  }),
  'liquidation-isolated-mark-based': accountingKind({ ...leveraged, takerFeeRate: decimal }, (i) => {
    const margin = assignedMargin(i.side, i.quantity * i.entryPrice, i.leverage, i.takerFeeRate)
    const price = markBasedLiquidation({ ...rated(i), margin })
    return {
      assignedMargin: margin,
      liquidationPrice: price,
      equityAtLiquidation: margin + unrealisedPnl(i.side, i.quantity, i.entryPrice, price),
      requiredAtLiquidation:
        marginOnLine(i.quantity * price, rated(i)) + feeOf(i.quantity, price, i.takerFeeRate),
    }
  }),
  'liquidation-isolated-bybit-2025': accountingKind({ ...leveraged, extraMargin: decimal }, (i) => ({
    liquidationPrice: bankruptcyBasedLiquidation(rated(i)),
  })),
  'liquidation-cross': accountingKind(
    { ...position, ...line, freeCollateral: decimal, takerFeeRate: decimal },
    (i) => ({ liquidationPrice: crossLiquidation(rated(i)) }),
  ),
  bankruptcy: accountingKind({ side, entryPrice: decimal, leverage: decimal }, (i) => ({
    bankruptcyPrice: bankruptcyPrice(i.side, i.entryPrice, i.leverage),
  })),
}
