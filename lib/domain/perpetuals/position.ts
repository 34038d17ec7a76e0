import { signOf, type Side } from './instrument'

/** An amount of the base coin bought or sold at a price. */
export type Lot = { readonly price: number; readonly quantity: number }

/**
 * Average entry after adding `added` at `price` to `quantity` at `average` (5.1): weighted by base quantity, never by quote volume.
 * The result lies between the two prices, whatever the rounding of doubles.
 */
export function averageAfterEntry(quantity: number, average: number, added: number, price: number): number {
  if (quantity === 0) return price
  const blended = (quantity * average + added * price) / (quantity + added)
  return Math.min(Math.max(blended, Math.min(average, price)), Math.max(average, price))
}

/** Total quantity and average price of entries in order; null average without any. */
export function averageOfLots(lots: readonly Lot[]): { quantity: number; average: number | null } {
  let quantity = 0
  let average = 0
  for (const lot of lots) {
    average = averageAfterEntry(quantity, average, lot.quantity, lot.price)
    quantity += lot.quantity
  }
  return { quantity, average: quantity === 0 ? null : average }
}

/** Average price of entries given by their cost in quote: sum of costs over sum of base quantities. Null without any. */
export function averageOfCosts(entries: readonly { price: number; cost: number }[]): number | null {
  let cost = 0
  let quantity = 0
  for (const entry of entries) {
    cost += entry.cost
    quantity += entry.cost / entry.price
  }
  return quantity === 0 ? null : cost / quantity
}

/** Gross profit in quote of closing `quantity` of a position with this average entry at `price`; the average stays as it is (5.1). */
export const grossOfExit = (side: Side, quantity: number, averageEntry: number, price: number): number =>
  signOf(side) * quantity * (price - averageEntry)
