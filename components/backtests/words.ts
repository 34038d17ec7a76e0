import { formatDecimal, formatMoney, symbolName } from '@/components/trading/format'
import type { BacktestView } from '@/lib/backtests/views'

/** A fraction as percent with two places: "3.10 %"; a dash for what is not known. */
export const percentText = (share: number | null | undefined, decimals = 2): string =>
  share == null || !Number.isFinite(share) ? '-' : `${formatDecimal((share * 100).toFixed(8), decimals)} %`

/** A ratio with two places; a dash for what is not known. */
export const ratioText = (value: number | null | undefined): string =>
  value == null || !Number.isFinite(value) ? '-' : formatDecimal(value.toFixed(8), 2)

export const countText = (value: number): string => formatDecimal(String(Math.round(value)), 0)

/** An amount of quote coin; a dash for what is not known. */
export const moneyText = (value: number | null | undefined): string =>
  value == null || !Number.isFinite(value) ? '-' : formatMoney(value.toFixed(8))

const HOUR_MS = 3_600_000

/** A length of time in the largest fitting unit: "3.5 h", "12.0 days"; a dash for what is not known. */
export function durationText(ms: number | null | undefined): string {
  if (ms == null || !Number.isFinite(ms)) return '-'
  if (ms < HOUR_MS) return `${formatDecimal((ms / 60_000).toFixed(8), 0)} min`
  return ms < 48 * HOUR_MS
    ? `${formatDecimal((ms / HOUR_MS).toFixed(8), 1)} h`
    : `${formatDecimal((ms / (24 * HOUR_MS)).toFixed(8), 1)} days`
}

/** 60,000 as "1-minute", 3,600,000 as "1-hour". */
export function barWords(barMs: number): string {
  if (barMs % (24 * HOUR_MS) === 0) return `${barMs / (24 * HOUR_MS)}-day`
  if (barMs % HOUR_MS === 0) return `${barMs / HOUR_MS}-hour`
  return barMs % 60_000 === 0 ? `${barMs / 60_000}-minute` : `${barMs / 1_000}-second`
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
})

/** A day in UTC: "1 Mar 2025". */
export const dayText = (at: number): string => dayFormat.format(new Date(at))

/** The period of a run by its first and last day: "1 Mar 2025 to 30 Jun 2025". */
export const periodText = ({ request: { data } }: Pick<BacktestView, 'request'>): string =>
  `${dayText(data.from)} to ${dayText(data.to - 1)}`

/** The pairs of a run: "BTC/USDT perp long, ETH/USDT perp short". */
export const pairsText = ({ request: { config } }: Pick<BacktestView, 'request'>): string =>
  config.pairs.map(({ symbol, side }) => `${symbolName(symbol)} ${side}`).join(', ')
