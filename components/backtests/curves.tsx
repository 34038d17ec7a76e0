import type { PartContents } from '@/lib/backtests/running/report-parts'
import { CurveChart } from './curve-chart'
import { moneyText, percentText } from './words'

type Series = PartContents['series']

/** Equity and drawdown of one run, or of two in the same charts. */
export function Curves({
  runs,
  quote,
}: {
  runs: readonly { readonly name: string; readonly series: Series }[]
  quote: string
}) {
  return (
    <div className="grid gap-6">
      <CurveChart
        title="Equity"
        unit={quote}
        lines={runs.map(({ name, series }) => ({ label: name, at: series.at, values: series.equity }))}
        summary={runs.map((run) => equitySentence(run, quote, runs.length > 1)).join(' ')}
      />
      <CurveChart
        title="Drawdown"
        unit="%"
        small
        fill={runs.length === 1 ? 'origin' : false}
        lines={runs.map(({ name, series }) => ({
          ...{ label: name, at: series.at },
          values: series.drawdown.map((share) => -100 * share),
        }))}
        summary={runs.map((run) => drawdownSentence(run, runs.length > 1)).join(' ')}
      />
    </div>
  )
}

type Run = { readonly name: string; readonly series: Series }

function equitySentence({ name, series }: Run, quote: string, named: boolean): string {
  const [from, to] = [series.equity[0] ?? 0, series.equity.at(-1) ?? 0]
  const verb = to > from ? 'rose' : to < from ? 'fell' : 'stayed'
  const whose = named ? `Equity of ${name}` : 'Equity'
  return `${whose} ${verb} from ${moneyText(from)} to ${moneyText(to)} ${quote}, open deals included, between ${moneyText(Math.min(...series.equity))} and ${moneyText(Math.max(...series.equity))}.`
}

function drawdownSentence({ name, series }: Run, named: boolean): string {
  const worst = Math.max(...series.drawdown)
  const at = series.at[series.drawdown.indexOf(worst)] ?? 0
  const whose = named ? `${name}: worst` : 'Worst'
  if (worst === 0) return `${named ? `${name}: equity` : 'Equity'} never fell below an earlier peak.`
  return `${whose} fall from a peak ${percentText(worst)}, on ${new Date(at).toISOString().slice(0, 10)}.`
}
