import type { Route } from 'next'
import type { EquityRange } from '@/lib/bots/views'

export const tabNames = ['deals', 'trades', 'orders', 'log', 'equity', 'settings'] as const
export type TabName = (typeof tabNames)[number]

export const ranges = ['24h', '7d', '30d', 'all'] as const satisfies readonly EquityRange[]

/** What the address of a bot's page says; what it does not know is ignored. */
export type BotAddress = {
  readonly tab: TabName
  readonly pair: string | null
  /** Null = not chosen: the page takes the shortest range in which the pair traded. */
  readonly range: EquityRange | null
  readonly cursor: string | null
  readonly level: 'warn' | 'error' | ''
  readonly text: string
}

export type SearchParams = Readonly<Record<string, string | string[] | undefined>>

/** Reads the address; unknown values fall back to the defaults. */
export function readAddress(params: SearchParams): BotAddress {
  const one = (name: string): string | null => {
    const value = params[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const level = one('level')
  return {
    tab: tabNames.find((name) => name === one('tab')) ?? 'deals',
    pair: one('pair'),
    range: ranges.find((range) => range === one('range')) ?? null,
    cursor: one('before'),
    level: level === 'warn' || level === 'error' ? level : '',
    text: (one('text') ?? '').slice(0, 100),
  }
}

const DAY_MS = 86_400_000

/** The shortest range that shows a trade of that instant (epoch ms); a day where there is none. */
export function rangeShowing(tradedAt: number | null, now: number): EquityRange {
  if (tradedAt === null) return '24h'
  const days = (now - tradedAt) / DAY_MS
  return days < 1 ? '24h' : days < 7 ? '7d' : days < 30 ? '30d' : 'all'
}

/** The address of a bot's page after a change; a change of tab or filter starts at the newest entries. */
export function botHref(botId: string, address: BotAddress, change: Partial<BotAddress>): Route {
  const next = { ...address, cursor: null, ...change }
  const query = new URLSearchParams()
  if (next.tab !== 'deals') query.set('tab', next.tab)
  if (next.pair !== null) query.set('pair', next.pair)
  if (next.range !== null) query.set('range', next.range)
  if (next.tab === 'log' && next.level !== '') query.set('level', next.level)
  if (next.tab === 'log' && next.text !== '') query.set('text', next.text)
  if (next.cursor !== null) query.set('before', next.cursor)
  const text = query.toString()
  return `/bots/${botId}${text === '' ? '' : `?${text}`}` as Route
}
