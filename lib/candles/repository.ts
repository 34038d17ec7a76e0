import 'server-only'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { HistoryExchange } from '@/lib/domain/candles/candle-source'
import { decodeCandles, encodeCandles } from '@/lib/domain/candles/wire'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

/** Whose days; candles of an exchange are the same for everybody, so they belong to no tenant. */
export type DayKey = { readonly source: HistoryExchange; readonly symbol: string; readonly barMs: number }

/** A day that nobody read for so long is forgotten; it can be fetched again. */
export const FORGET_AFTER_DAYS = 60
const FORGET_AT_ONCE = 500
const DAY_MS = 86_400_000

type Row = { readonly day: Date; readonly candles: Uint8Array; readonly usedAt: Date }

/** The stored days that begin from `from` (included) to `to` (not), by their first instant. */
export async function storedDays(
  { source, symbol, barMs }: DayKey,
  from: number,
  to: number,
  now: Date,
): Promise<Map<number, CandleSeries>> {
  const where = { source, symbol, barMs, day: { gte: new Date(from), lt: new Date(to) } }
  const rows: Row[] = await db().candleDay.findMany({
    where,
    select: { day: true, candles: true, usedAt: true },
  })
  const days = new Map<number, CandleSeries>()
  for (const { day, candles } of rows) {
    const series = decodeCandles(candles)
    if (series.ok) days.set(day.getTime(), series.value)
    else log.error({ source, symbol, barMs, day }, 'A stored day of candles is damaged; it is fetched again.')
  }
  const yesterday = new Date(now.getTime() - DAY_MS)
  if (rows.some(({ usedAt }) => usedAt < yesterday)) {
    await db().candleDay.updateMany({ where, data: { usedAt: now } })
  }
  return days
}

/** Keeps whole days; one that is there already is replaced. Forgets a few of the days nobody reads. */
export async function storeDays(
  { source, symbol, barMs }: DayKey,
  days: readonly (readonly [day: number, series: CandleSeries])[],
): Promise<void> {
  if (days.length === 0) return
  await db().$executeRaw`
    INSERT INTO candle_days (source, symbol, bar_ms, day, count, candles)
    SELECT ${source}, ${symbol}, ${barMs}::int, day, count, decode(candles, 'base64')
    FROM unnest(${days.map(([day]) => new Date(day).toISOString().slice(0, 10))}::date[],
      ${days.map(([, { length }]) => length)}::int[],
      ${days.map(([, series]) => Buffer.from(encodeCandles(series)).toString('base64'))}::text[]) AS d(day, count, candles)
    ON CONFLICT (source, symbol, bar_ms, day) DO UPDATE
      SET count = excluded.count, candles = excluded.candles, fetched_at = clock_timestamp(), used_at = clock_timestamp()`
  await db().$executeRaw`
    DELETE FROM candle_days WHERE ctid IN (
      SELECT ctid FROM candle_days WHERE used_at < clock_timestamp() - make_interval(days => ${FORGET_AFTER_DAYS}::int)
      LIMIT ${FORGET_AT_ONCE}::int)`
}
