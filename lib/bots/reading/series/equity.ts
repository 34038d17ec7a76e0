import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { EquityPointView, EquityRange } from '@/lib/bots/views'
import { equityRows } from './repository'

const MOST_POINTS = 1_000
const DAY_MS = 86_400_000

/** Length of a range in milliseconds; null = without an end. */
export const rangeMs: Readonly<Record<EquityRange, number | null>> = {
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  all: null,
}

/** Realised and unrealised result of a bot over a range, at most 1000 points, extremes kept. */
export async function equityOfBot(
  tenant: Tenant,
  botId: string,
  range: EquityRange,
  now: number,
): Promise<EquityPointView[]> {
  const length = rangeMs[range]
  const since = length === null ? null : new Date(now - length)
  const rows = await equityRows(tenant, botId, since, MOST_POINTS)
  return rows.map(({ at, ...result }) => ({ at: new Date(at).toISOString(), ...result }))
}
