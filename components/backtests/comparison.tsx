import { Badge } from '@/components/ui/badge'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { StoredSummary } from '@/lib/backtests/running/report-parts'
import type { BacktestView } from '@/lib/backtests/views'
import { figureGroups, type Figure, type FigureGroup } from './figure-groups'
import { settingRows } from './setting-rows'

export type FinishedRun = BacktestView & { readonly summary: StoredSummary }

/** Two runs side by side: every figure with its difference, and every setting that is not the same. */
export function Comparison({ first, second }: { first: FinishedRun; second: FinishedRun }) {
  return (
    <>
      <SettingsDiff first={first} second={second} />
      <Card>
        <CardHeader>
          <CardTitle>Figures side by side</CardTitle>
          <p className="text-xs text-muted-foreground">The difference is the second less the first.</p>
        </CardHeader>
        <div className="md:hidden">
          {figureGroups.map((group) => (
            <PhoneGroup key={group.title} group={group} first={first} second={second} />
          ))}
        </div>
        <div className="hidden md:block">
          {figureGroups.map((group) => (
            <GroupTable key={group.title} group={group} first={first} second={second} />
          ))}
        </div>
      </Card>
    </>
  )
}

type GroupProps = { group: FigureGroup; first: FinishedRun; second: FinishedRun }

function GroupTable({ group: { title, figures }, first, second }: GroupProps) {
  return (
    <Table caption={title} className="table-fixed">
      <TableHead className="border-t">
        <tr>
          <TableHeader className="w-[34%] pt-5 text-sm font-semibold text-foreground">{title}</TableHeader>
          <TableHeader numeric className="w-[23%] truncate pt-5">
            {first.name}
          </TableHeader>
          <TableHeader numeric className="w-[23%] truncate pt-5">
            {second.name}
          </TableHeader>
          <TableHeader numeric className="pt-5">
            Difference
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {figures.map((figure) => (
          <TableRow key={figure.name}>
            <th scope="row" className="py-2 pr-3 pl-5 text-left text-sm font-normal">
              {figure.name}
            </th>
            <TableCell numeric className="whitespace-normal">
              {figure.text(first.summary)}
            </TableCell>
            <TableCell numeric className="whitespace-normal">
              {figure.text(second.summary)}
            </TableCell>
            <TableCell numeric>
              <Difference figure={figure} first={first.summary} second={second.summary} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** The same figures for a narrow window: the values under the name. */
function PhoneGroup({ group: { title, figures }, first, second }: GroupProps) {
  return (
    <section aria-label={title} className="border-t border-border">
      <h3 className="px-5 pt-4 pb-1 text-sm font-semibold">{title}</h3>
      <ul className="divide-y divide-border">
        {figures.map((figure) => (
          <li key={figure.name} className="grid gap-1 px-5 py-2.5 text-sm">
            <div className="flex items-baseline justify-between gap-3">
              <span>{figure.name}</span>
              <Difference figure={figure} first={first.summary} second={second.summary} />
            </div>
            <dl className="grid grid-cols-2 gap-x-5 text-xs text-muted-foreground tabular-nums">
              {[first, second].map((run, index) => (
                <div key={index} className="grid">
                  <dt className="truncate">{run.name}</dt>
                  <dd className="text-foreground">{figure.text(run.summary)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Difference({
  figure,
  first,
  second,
}: {
  figure: Figure
  first: StoredSummary
  second: StoredSummary
}) {
  const [from, to] = [figure.value?.(first) ?? null, figure.value?.(second) ?? null]
  if (from === null || to === null || figure.difference === undefined) return <>-</>
  const difference = to - from
  const text = figure.difference(Math.abs(difference))
  if (!/[1-9]/.test(text)) return <span className="text-muted-foreground">same</span>
  const isBetter =
    figure.better === undefined ? null : figure.better === 'more' ? difference > 0 : difference < 0
  return (
    <span>
      {difference > 0 ? '+' : '\u2212'}
      {text}
      {isBetter !== null && (
        <span className={isBetter ? 'ml-1.5 text-xs text-profit' : 'ml-1.5 text-xs text-loss'}>
          {isBetter ? 'better' : 'worse'}
        </span>
      )}
    </span>
  )
}

function SettingsDiff({ first, second }: { first: FinishedRun; second: FinishedRun }) {
  const rows = differences(first, second)
  return (
    <Card>
      <CardHeader>
        <CardTitle>What was set differently</CardTitle>
        <Badge>{rows.length === 0 ? 'nothing' : `${rows.length} of the settings`}</Badge>
      </CardHeader>
      {rows.length === 0 ? (
        <p className="px-5 pb-5 text-sm text-muted-foreground">
          Both runs were asked with the same settings on the same candles.
        </p>
      ) : (
        <Table caption="Settings that differ">
          <TableHead>
            <tr>
              <TableHeader>Setting</TableHeader>
              <TableHeader>{first.name}</TableHeader>
              <TableHeader>{second.name}</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {rows.map(({ group, name, texts }) => (
              <TableRow key={`${group} ${name}`}>
                <th scope="row" className="py-2 pr-3 pl-5 text-left text-sm font-normal">
                  {name}
                  <span className="block text-xs text-muted-foreground">{group}</span>
                </th>
                {texts.map((text, index) => (
                  <TableCell key={index} className="break-words tabular-nums">
                    {text}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  )
}

/** The settings of which the two runs say different things; "-" where one has no such setting. */
function differences(first: BacktestView, second: BacktestView) {
  const [left, right] = [settingRows(first), settingRows(second)].map(
    (rows) => new Map(rows.map((row) => [`${groupOf(row.group)}\n${row.name}`, row])),
  )
  const keys = [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])]
  return keys.flatMap((key) => {
    const texts = [left?.get(key)?.text ?? '-', right?.get(key)?.text ?? '-'] as const
    const row = left?.get(key) ?? right?.get(key)
    return texts[0] === texts[1] || row === undefined
      ? []
      : [{ group: groupOf(row.group), name: row.name, texts }]
  })
}

/** Pairs stand against each other by their place, whatever market they trade. */
const groupOf = (group: string): string => group.replace(/:.*/, '')
