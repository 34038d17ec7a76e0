import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { backtestOf, backtestPart } from '@/lib/backtests/repository'
import type { PartContents } from '@/lib/backtests/running/report-parts'
import { shownRequest } from '@/lib/backtests/shown-request'

export type ReportFile = { readonly name: string; readonly type: string; readonly content: string }

/** A finished run of the tenant's in the format asked for; null where there is no such run or format. */
export async function reportFile(
  tenant: Tenant,
  backtestId: string,
  format: string | null,
): Promise<ReportFile | null> {
  const row = await backtestOf(tenant, backtestId)
  if (row === null) return null
  const { data, config } = shownRequest(row.request)
  if (format === 'config') return json(`${backtestId}-config.json`, config)
  if (row.summary === null) return null
  const pages = <Kind extends 'deals' | 'trades'>(kind: Kind) => allPages(tenant, backtestId, kind)
  switch (format ?? '') {
    case 'json': {
      const { warnings, ...summary } = row.summary
      const [deals, trades] = [await pages('deals'), await pages('trades')]
      const series = await backtestPart(tenant, backtestId, 'series', 0)
      const report = {
        backtest: true,
        name: row.name,
        data,
        config,
        summary,
        deals,
        trades,
        warnings,
        series,
      }
      return json(`${backtestId}.json`, report)
    }
    case 'deals':
      return csv(`${backtestId}-deals.csv`, await pages('deals'))
    case 'trades':
      return csv(`${backtestId}-trades.csv`, await pages('trades'))
    default:
      return null
  }
}

async function allPages<Kind extends 'deals' | 'trades'>(
  tenant: Tenant,
  backtestId: string,
  kind: Kind,
): Promise<PartContents[Kind][number][]> {
  const rows: PartContents[Kind][number][] = []
  for (let position = 0; ; position += 1) {
    const page = await backtestPart(tenant, backtestId, kind, position)
    if (page === null) return rows
    rows.push(...page)
  }
}

const json = (name: string, content: unknown): ReportFile => ({
  ...{ name, type: 'application/json; charset=utf-8' },
  content: `${JSON.stringify(content, null, 1)}\n`,
})

function csv(name: string, rows: readonly object[]): ReportFile {
  const [first] = rows
  const columns = Object.keys(first ?? {})
  const lines = rows.map((row) =>
    columns.map((column) => cell((row as Readonly<Record<string, unknown>>)[column])).join(','),
  )
  return { name, type: 'text/csv; charset=utf-8', content: [columns.join(','), ...lines, ''].join('\r\n') }
}

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
