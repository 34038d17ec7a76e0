import { averageOfCosts } from '@/lib/domain/perpetuals/position'
import { floorToSteps, multipleOf } from '@/lib/domain/perpetuals/quantize'
import { plannedRungs, totalVolume, type LadderShape } from '@/lib/domain/strategies/dca/ladder'
import { originalParameters } from '@/lib/domain/strategies/martingale/parameters'
import { addQuantity, openQuantity, taperFactor } from '@/lib/domain/strategies/martingale/sizing'
import { accountingKind, count, decimal, side, type AccountingKind } from './accounting-kind'

/** Kinds about what the strategies plan: the ladder, and the sizes of martingale (trading reference 1 and 3.2). */
export const strategyKinds: Readonly<Record<string, AccountingKind>> = {
  ladder: accountingKind(
    {
      side,
      basePrice: decimal,
      baseOrder: decimal,
      safetyOrder: decimal,
      deviationPct: decimal,
      stepScale: decimal,
      volumeScale: decimal,
      maxSafetyOrders: count,
    },
    (i) => {
      const shape: LadderShape = {
        safetyOrderSize: i.safetyOrder,
        maxSafetyOrders: i.maxSafetyOrders,
        priceDeviationPct: i.deviationPct,
        stepScale: i.stepScale,
        volumeScale: i.volumeScale,
        deviationFrom: 'base',
      }
      const entries = [{ price: i.basePrice, cost: i.baseOrder }]
      let cumulativeCost = i.baseOrder
      const levels = plannedRungs(shape, i.side, i.basePrice).map(({ deviationPct, volume, price }) => {
        entries.push({ price, cost: volume })
        cumulativeCost += volume
        return { deviationPct, volume, price, cumulativeCost, averagePrice: averageOfCosts(entries) }
      })
      return {
        levels,
        totalVolume: totalVolume({ ...shape, baseOrderSize: i.baseOrder }),
        maxDeviationPct: levels.at(-1)?.deviationPct ?? 0,
      }
    },
  ),
  'martingale-open-size': accountingKind(
    {
      balance: decimal,
      beginSizeOfBalance: decimal,
      leverage: decimal,
      price: decimal,
      quantityStep: decimal,
    },
    (i) => {
      const rawQuantity = openQuantity(i.balance, i.beginSizeOfBalance, i.leverage, i.price)
      return { rawQuantity, quantity: multipleOf(floorToSteps(rawQuantity, i.quantityStep), i.quantityStep) }
    },
  ),
  'martingale-add-size': accountingKind(
    { margin: decimal, leverage: decimal, roi: decimal, price: decimal },
    (i) => ({ rawQuantity: addQuantity(i.margin, i.leverage, i.roi, i.price) }),
  ),
  'martingale-taper': accountingKind({ cap: decimal, current: decimal }, (i) => ({
    factor: taperFactor(i.cap, i.current, originalParameters.taperStart),
  })),
}
