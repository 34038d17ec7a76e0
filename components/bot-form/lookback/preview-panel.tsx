import { useId, type ReactNode } from 'react'
import type { EngineRun } from '@/components/engine/use-engine'
import { formatDecimal } from '@/components/trading/format'
import { PnlText } from '@/components/trading/pnl-text'
import { Skeleton } from '@/components/ui/skeleton'
import { cn } from '@/components/ui/cn'
import type { HistoryView } from '@/lib/bots/views'
import type { Preview } from '@/lib/domain/engine/preview-job'
import { EquityLine } from './equity-line'
import { Figures, Notes, PanelHeader, RunState, Spoken } from './panel-parts'

const periods = [7, 30, 90] as const

export type PreviewPanelProps = {
  run: EngineRun<'backtest'>
  why: string | null
  quote: string
  history: HistoryView | null
  days: number
  onDays: (days: number) => void
  /** Quote coin allocated to the pairs together; null while it does not read well. */
  capital: number | null
}

/** What the settings would have done over the last days: the same decisions over recorded prices. */
export function PreviewPanel({ run, why, quote, history, days, onDays, capital }: PreviewPanelProps) {
  const id = useId()
  const { result } = run
  return (
    <section aria-labelledby={id} className="grid grid-cols-1 gap-4">
      <PanelHeader id={id} title="What would have happened" history={history}>
        <div role="group" aria-label="Period" className="flex gap-0.5 rounded-lg bg-muted p-0.5">
          {periods.map((period) => (
            <button
              key={period}
              type="button"
              aria-pressed={period === days}
              onClick={() => onDays(period)}
              className="h-7 cursor-pointer rounded-md px-2.5 text-xs font-medium text-muted-foreground transition-colors hover:text-foreground aria-pressed:bg-card aria-pressed:text-foreground aria-pressed:shadow-raised pointer-coarse:h-11"
            >
              {period} days
            </button>
          ))}
        </div>
      </PanelHeader>
      <p className="text-xs leading-relaxed text-muted-foreground">
        A back-test, not a promise: the decisions the bot would take, on one-minute candles of the last {days}{' '}
        days, with fees, funding, slippage and liquidation.
      </p>
      <RunState run={run} why={why} working="Loading the history" />
      {result === null ? (
        <Skeleton className="h-64" />
      ) : (
        <Figures run={run} why={why}>
          <Facts preview={result} quote={quote} capital={capital} />
          <EquityLine series={result.series} quote={quote} />
          <Notes title="Read these figures with care" notes={result.warnings} />
        </Figures>
      )}
      <Spoken text={result === null || run.isStale || why !== null ? '' : sentenceOf(result, quote, days)} />
    </section>
  )
}

function Facts({ preview, quote, capital }: { preview: Preview; quote: string; capital: number | null }) {
  const { summary } = preview
  const { metrics } = summary
  const net = Number(summary.finalEquity) - Number(summary.deposit)
  const percent = (amount: number) =>
    capital === null || capital === 0
      ? ''
      : `${formatDecimal(((100 * amount) / capital).toFixed(8), 1)} % of the capital`
  const openNote =
    metrics.open === 0
      ? 'none open'
      : `${metrics.open} open at ${formatDecimal(Number(summary.unrealised).toFixed(8), 2)}`
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-4 @lg:grid-cols-3 @3xl:grid-cols-6">
      <Figure label="Net result" note={percent(net)}>
        <PnlText value={net.toFixed(8)} unit={quote} />
      </Figure>
      <Figure label="Largest drawdown" note={percent(metrics.maxDrawdown)}>
        {formatDecimal(metrics.maxDrawdown.toFixed(8), 2)} <Unit>{quote}</Unit>
      </Figure>
      <Figure label="Deals ended" note={openNote}>
        {metrics.ended}
      </Figure>
      <Figure
        label="Deals won"
        note={
          metrics.open === 0
            ? `of ${metrics.ended} ended`
            : `of ${metrics.ended} ended; an open one is neither`
        }
      >
        {metrics.winRate === null ? '-' : `${formatDecimal((100 * metrics.winRate).toFixed(8), 1)} %`}
      </Figure>
      <Figure label="Deepest level" note="0 is the base order alone">
        {metrics.deepestLevel}
      </Figure>
      <Figure
        label="Liquidations"
        note={`fees ${formatDecimal(summary.fees, 2)}, funding ${formatDecimal(summary.funding, 2)}`}
      >
        <span className={cn(metrics.liquidations > 0 && 'text-loss')}>{metrics.liquidations}</span>
      </Figure>
    </dl>
  )
}

function Figure({ label, note, children }: { label: string; note: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-0.5">
      <dt className="text-xs font-medium text-muted-foreground">{label}</dt>
      <dd className="text-base font-semibold tabular-nums">{children}</dd>
      <dd className="text-xs leading-snug text-muted-foreground tabular-nums">{note}</dd>
    </div>
  )
}

const Unit = ({ children }: { children: ReactNode }) => (
  <span className="text-xs font-normal text-muted-foreground">{children}</span>
)

function sentenceOf({ summary }: Preview, quote: string, days: number): string {
  const net = Number(summary.finalEquity) - Number(summary.deposit)
  const way = net < 0 ? 'loss' : 'gain'
  return `Over ${days} days: a ${way} of ${Math.abs(net).toFixed(2)} ${quote}, ${summary.metrics.ended} deals ended, ${summary.metrics.liquidations} liquidations.`
}
