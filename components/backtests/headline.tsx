import { Info } from 'lucide-react'
import { StatCard } from '@/components/ui/stat'
import { Alert } from '@/components/ui/alert'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { quoteOf } from '@/components/trading/format'
import type { StoredSummary } from '@/lib/backtests/running/report-parts'
import { SignedText } from './signed-text'
import { countText, moneyText, percentText, ratioText } from './words'

/** The first figures of a finished run. */
export function Headline({ summary, symbol }: { summary: StoredSummary; symbol: string }) {
  const { metrics } = summary
  const quote = quoteOf(symbol)
  const gain = Number(summary.finalEquity) - Number(summary.deposit)
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-3 xl:grid-cols-6">
      <StatCard
        label="Return"
        value={<SignedText value={metrics.returnShare} text={percentText(metrics.returnShare)} />}
        note={
          <>
            <SignedText value={gain} text={moneyText(gain)} /> {quote} on {moneyText(Number(summary.deposit))}
          </>
        }
      />
      <StatCard
        label="Worst drawdown"
        value={percentText(metrics.maxDrawdownShare)}
        note={`${moneyText(metrics.maxDrawdown)} ${quote} at the largest`}
      />
      <StatCard
        label="Win rate"
        value={percentText(metrics.winRate, 1)}
        note={`of ${countText(metrics.ended)} ended deals${metrics.open > 0 ? `, ${metrics.open} still open` : ''}`}
      />
      <StatCard
        label="Profit factor"
        value={ratioText(metrics.profitFactor)}
        note={metrics.profitFactor === null ? 'no deal lost' : `${metrics.wins} won, ${metrics.losses} lost`}
      />
      <StatCard
        label="Deepest ladder"
        value={countText(metrics.deepestLevel)}
        note={metrics.deepestLevel === 1 ? 'safety order in one deal' : 'safety orders in one deal'}
      />
      <StatCard
        label="Capital needed"
        value={moneyText(metrics.capitalNeeded)}
        note={`${quote}, never to lack margin`}
      />
    </div>
  )
}

/** What a reader has to know before believing the figures. None is ever left out or folded away. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null
  return (
    <Alert tone="warning" title="Read this before you trust the figures">
      <ul className="mt-1 grid list-disc gap-1 pl-4">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Alert>
  )
}

/** What no back-test can tell, beside every result. */
export function Limits() {
  return (
    <Card>
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          <Info aria-hidden className="size-4 text-muted-foreground" />
          What a back-test cannot know
        </CardTitle>
      </CardHeader>
      <CardContent>
        <ul className="grid list-disc gap-1.5 pl-4 text-sm leading-relaxed text-muted-foreground">
          <li>How prices will move. Settings that fit one past fit another future only by luck.</li>
          <li>
            In which order a candle visited its high and its low. The order that is worse for the bot is
            assumed.
          </li>
          <li>
            What your own orders do to a thin market, beyond the slippage that is counted, and how long an
            exchange is out of reach.
          </li>
        </ul>
      </CardContent>
    </Card>
  )
}
