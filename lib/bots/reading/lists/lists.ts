import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { cursorOf, numberCursorOf, numberOf, placeOf } from '@/lib/bots/reading/cursor'
import { reasonWords } from '@/lib/bots/reading/reason-words'
import type { DealView, LogView, Page, TradeView } from '@/lib/bots/views'
import { dealsBefore, logBefore, tradesBefore, type TradeListRow } from './repository'

const PAGE_SIZE = 50
const LONGEST_SEARCH = 100

/** One page of a bot's deals, newest first; a cursor that is none gives the first page. */
export async function dealsPage(tenant: Tenant, botId: string, cursor: unknown): Promise<Page<DealView>> {
  const rows = await dealsBefore(tenant, botId, placeOf(cursor), PAGE_SIZE + 1)
  return pageOf(
    rows.map((row) => ({ ...row, endReason: row.endReason === null ? null : reasonWords(row.endReason) })),
    (row) => cursorOf({ at: row.openedAt, id: row.id }),
  )
}

/** One page of a bot's trades, newest first. */
export async function tradesPage(tenant: Tenant, botId: string, cursor: unknown): Promise<Page<TradeView>> {
  const rows = await tradesBefore(tenant, botId, placeOf(cursor), PAGE_SIZE + 1)
  return pageOf(rows.map(tradeView), cursorOf)
}

export type LogQuery = {
  readonly cursor?: unknown
  readonly level?: string | null | undefined
  readonly text?: string | null | undefined
}

/** One page of a bot's log, newest first, of a level and worse ones, and with a text in it, where asked. */
export async function logPage(tenant: Tenant, botId: string, query: LogQuery): Promise<Page<LogView>> {
  const level = levels.find((known) => known === query.level) ?? 'info'
  const filter = { before: numberOf(query.cursor), level, text: searchText(query.text) }
  const rows = await logBefore(tenant, botId, filter, PAGE_SIZE + 1)
  return pageOf(rows, ({ id }) => numberCursorOf(id))
}

export const tradeView = ({ details, reason, ...row }: TradeListRow): TradeView => ({
  ...row,
  reason: reasonWords(reason, details),
})

const levels = ['info', 'warn', 'error'] as const

// What the database cannot hold as text it cannot contain either.
const searchText = (text: string | null | undefined): string | null => {
  const wanted = (text ?? '')
    .slice(0, LONGEST_SEARCH)
    .replaceAll(/[\u0000\p{Cs}]/gu, '')
    .trim()
  return wanted === '' ? null : wanted
}

/** One row more than fits was read: it tells that there is another page. */
function pageOf<Row>(rows: readonly Row[], place: (row: Row) => string): Page<Row> {
  const shown = rows.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > PAGE_SIZE && last !== undefined ? place(last) : null }
}
