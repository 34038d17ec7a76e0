/** Base coin of the order that opens a position: a share of the balance as margin, levered (3.2 step 5). */
export const openQuantity = (
  balance: number,
  beginSizeOfBalance: number,
  leverage: number,
  price: number,
): number => (balance * beginSizeOfBalance * leverage) / price

/** Base coin of an order that averages a loss: its value is the unrealised loss times the leverage (3.2 step 4b). Negative at a gain. */
export const addQuantity = (margin: number, leverage: number, roi: number, price: number): number =>
  (margin * leverage * -roi) / price

/** How much of an entry remains near the cap: 1 below `start` of it, falling in a straight line to 0 at the cap (3.2 step 6). */
export function taperFactor(cap: number, current: number, start: number): number {
  const from = start * cap
  if (current < from) return 1
  return current < cap ? (cap - current) / (cap - from) : 0
}
