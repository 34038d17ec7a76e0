import type { Route } from 'next'

export const tabNames = ['deals', 'trades', 'figures', 'settings'] as const
export type TabName = (typeof tabNames)[number]

export type DealPlace = { readonly symbol: string; readonly side: string; readonly number: number }

/** What the address of a back-test's page says; what it does not know is ignored. */
export type BacktestAddress = {
  readonly tab: TabName
  /** Of the shown tab's table, counted from 0. */
  readonly page: number
  /** Place of the symbol whose candles are shown. */
  readonly market: number
  /** The deal that the chart shows closely; null = the whole run. */
  readonly deal: DealPlace | null
}

export type SearchParams = Readonly<Record<string, string | string[] | undefined>>

/** Reads the address; unknown values fall back to the defaults. */
export function readAddress(params: SearchParams): BacktestAddress {
  const one = (name: string): string => {
    const value = params[name]
    return typeof value === 'string' ? value : ''
  }
  const whole = (name: string): number => (/^\d{1,5}$/.test(one(name)) ? Number(one(name)) : 0)
  return {
    tab: tabNames.find((name) => name === one('tab')) ?? 'deals',
    page: whole('page'),
    market: whole('market'),
    deal: readDeal(one('deal')),
  }
}

function readDeal(text: string): DealPlace | null {
  const [, symbol, side, number] = /^([A-Z0-9/:]{3,64}) (long|short) (\d{1,6})$/.exec(text) ?? []
  return symbol === undefined || side === undefined ? null : { symbol, side, number: Number(number) }
}

/** The address of a back-test's page after a change; another tab begins at its first page. */
export function backtestHref(id: string, address: BacktestAddress, change: Partial<BacktestAddress>): Route {
  const next = { ...address, page: 0, ...change }
  const query = new URLSearchParams()
  if (next.tab !== 'deals') query.set('tab', next.tab)
  if (next.page > 0) query.set('page', String(next.page))
  if (next.market > 0) query.set('market', String(next.market))
  if (next.deal !== null) query.set('deal', `${next.deal.symbol} ${next.deal.side} ${next.deal.number}`)
  const text = query.toString()
  return `/backtests/${id}${text === '' ? '' : `?${text}`}` as Route
}
