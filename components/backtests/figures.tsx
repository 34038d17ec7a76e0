import type { StoredSummary } from '@/lib/backtests/running/report-parts'
import { figureGroups } from './figure-groups'

/** All figures of a run in groups, each with what it means. */
export function Figures({ summary }: { summary: StoredSummary }) {
  return (
    <div className="grid gap-x-10 gap-y-7 px-5 py-5 @3xl:grid-cols-2">
      {figureGroups.map(({ title, figures }) => (
        <section key={title} aria-label={title}>
          <h3 className="border-b border-border pb-2 text-sm font-semibold tracking-tight">{title}</h3>
          <dl className="divide-y divide-border">
            {figures.map((figure) => (
              <div key={figure.name} className="flex items-baseline justify-between gap-4 py-2 text-sm">
                <dt className="min-w-0">
                  {figure.name}
                  <span className="block text-xs leading-relaxed text-muted-foreground">
                    {figure.meaning}
                  </span>
                </dt>
                <dd className="max-w-[50%] shrink-0 text-right font-medium tabular-nums">
                  {figure.text(summary)}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Identity summary={summary} />
    </div>
  )
}

/** What makes the run repeatable. */
function Identity({ summary }: { summary: StoredSummary }) {
  const { fingerprint, identity, markets } = summary
  const rows = [
    ['Fingerprint of all trades', fingerprint],
    ['Settings', identity.config],
    ['Candles', identity.candles],
  ] as const
  return (
    <section aria-label="Identity" className="@3xl:col-span-2">
      <h3 className="border-b border-border pb-2 text-sm font-semibold tracking-tight">Identity</h3>
      <p className="pt-2 text-xs leading-relaxed text-muted-foreground">
        The same settings on the same candles give the same trades on every machine. Engine version{' '}
        {identity.engine}, candles inside a bar {identity.fills.intrabar}.
      </p>
      <dl className="divide-y divide-border">
        {rows.map(([name, hash]) => (
          <div key={name} className="grid gap-x-4 py-2 text-sm @xl:grid-cols-[14rem_minmax(0,1fr)]">
            <dt>{name}</dt>
            <dd className="font-mono text-xs leading-5 break-all text-muted-foreground">{hash}</dd>
          </div>
        ))}
        {markets.map(({ symbol, candles, missing, gaps }) => (
          <div key={symbol} className="grid gap-x-4 py-2 text-sm @xl:grid-cols-[14rem_minmax(0,1fr)]">
            <dt>Data of {symbol}</dt>
            <dd className="text-xs leading-5 text-muted-foreground">
              {candles.toLocaleString('en-US')} candles,{' '}
              {missing === 0 ? 'none missing' : `${missing} missing`}
              {gaps.length > 0 &&
                `, from ${gaps.map(({ from }) => new Date(from).toISOString().slice(0, 16).replace('T', ' ')).join('; ')} UTC`}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
