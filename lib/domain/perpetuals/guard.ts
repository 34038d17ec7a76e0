import { signOf, type Side } from './instrument'

/** The price at which a position is closed before the venue liquidates it: `buffer` is the share of the distance left (2.1). */
export const guardPrice = (side: Side, liquidation: number, averageEntry: number, buffer: number): number =>
  liquidation + signOf(side) * buffer * Math.abs(averageEntry - liquidation)

/** True when `price` is at or on the loss side of `limit`: below it for long, above it for short. */
export const isBeyond = (side: Side, price: number, limit: number): boolean =>
  side === 'long' ? price <= limit : price >= limit
