import { Decimal } from 'decimal.js'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'

type Fill = { readonly price: number; readonly quantitySteps: number }

/** The price of executions together, weighted by quantity; null without any. */
export function averageFillPrice(fills: readonly Fill[], instrument: Instrument): number | null {
  const [first] = fills
  if (first === undefined) return null
  return fills.every(({ price }) => price === first.price)
    ? first.price
    : weightedPrice(fills, instrument).toNumber()
}

/** The same as a plain decimal with at most 12 decimals, as trades are stored; one price alone is written as it is, to 18. */
export function averageFillText(fills: readonly Fill[], instrument: Instrument): string {
  const [first] = fills
  if (first === undefined) return '0'
  return fills.every(({ price }) => price === first.price)
    ? new Decimal(first.price).toDecimalPlaces(18).toFixed()
    : weightedPrice(fills, instrument).toDecimalPlaces(12).toFixed()
}

function weightedPrice(fills: readonly Fill[], instrument: Instrument): Decimal {
  let cost = new Decimal(0)
  let quantity = new Decimal(0)
  for (const fill of fills) {
    const part = quantityOf(fill.quantitySteps, instrument)
    cost = cost.add(new Decimal(part).mul(fill.price))
    quantity = quantity.add(part)
  }
  return cost.div(quantity)
}
