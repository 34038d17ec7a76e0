import { parseMartingaleConfig } from './martingale/config'
import { reservedShare } from './martingale/reservation'

/** What a pair keeps of its account for its own worst case: quote coin, and a share of the balance of the moment. */
export type Reservation = { readonly capital: number; readonly share: number }

export const nothingReserved: Reservation = { capital: 0, share: 0 }

/**
 * What a pair with these stored or typed settings reserves; `pairs` counts those of its bot. A ladder has capital of its own; a
 * martingale its part of the bot's margin cap. Settings that cannot be read reserve nothing: they trade nothing either.
 */
export function reservationOf(strategy: string, config: unknown, pairs: number): Reservation {
  const { allocatedCapital, maxMarginPct } = (config ?? {}) as Readonly<Record<string, unknown>>
  if (strategy !== 'martingale') {
    return { capital: typeof allocatedCapital === 'number' ? allocatedCapital : 0, share: 0 }
  }
  if (typeof maxMarginPct === 'number') return { capital: 0, share: reservedShare({ maxMarginPct }, pairs) }
  const parsed = parseMartingaleConfig(config)
  return parsed.ok ? { capital: 0, share: reservedShare(parsed.value, pairs) } : nothingReserved
}

/** Both together. */
export const addReservations = (all: readonly Reservation[]): Reservation => ({
  capital: all.reduce((sum, { capital }) => sum + capital, 0),
  share: all.reduce((sum, { share }) => sum + share, 0),
})

/** Quote coin that reservations leave of a balance; below zero = they want more than there is. */
export const unreservedOf = (balance: number, { capital, share }: Reservation): number =>
  balance - capital - share * balance
