import 'server-only'
import { Prisma } from '@/generated/prisma/client'

/**
 * What the pairs of a query, named `r`, keep of their account: quote coin and a share of its balance (`reservationOf` in
 * `lib/domain/strategies/reservation.ts`, in SQL over stored settings, which are complete).
 */
export const reservedCapital = Prisma.sql`coalesce(sum((r.config->>'allocatedCapital')::float8), 0)`

export const reservedShare = Prisma.sql`coalesce(sum(CASE WHEN r.strategy = 'martingale' THEN (r.config->>'maxMarginPct')::float8
  / (SELECT count(*) FROM trading_pairs n WHERE n.bot_id = r.bot_id) END), 0)`
