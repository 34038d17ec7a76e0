import type { BacktestView } from '@/lib/backtests/views'
import { settingRows } from './setting-rows'

/** What a run was asked with, group by group. */
export function SettingsList({ backtest }: { backtest: BacktestView }) {
  const rows = settingRows(backtest)
  const groups = [...new Set(rows.map(({ group }) => group))]
  return (
    <div className="grid gap-x-10 gap-y-7 px-5 py-5 @3xl:grid-cols-2">
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3 className="border-b border-border pb-2 text-sm font-semibold tracking-tight">{group}</h3>
          <dl className="divide-y divide-border">
            {rows
              .filter((row) => row.group === group)
              .map(({ name, text }) => (
                <div key={name} className="flex items-baseline justify-between gap-4 py-1.5 text-sm">
                  <dt className="text-muted-foreground">{name}</dt>
                  <dd className="text-right font-medium break-words tabular-nums">{text}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
