import { formatDecimal, quoteOf } from '@/components/trading/format'
import { Alert } from '@/components/ui/alert'
import { Fact } from '@/components/ui/stat'
import { plannedRungs } from '@/lib/domain/strategies/dca/ladder'
import type { PairDraft } from './draft'
import type { Examined } from './examine-pair'
import { Findings } from './findings'
import { LadderInPercent, LadderTable } from './ladder-table'
import { MartingaleView } from './martingale-view'

/** What the settings of one pair lead to as one types: the ladder or the sizes, and what the examination found. */
export function SettingsView({
  pair,
  examined,
  alone,
}: {
  pair: PairDraft
  examined: Examined
  /** The only pair of its bot: its worst case is the bot's, which the summary shows. */
  alone: boolean
}) {
  switch (examined.kind) {
    case 'faulty':
      return (
        <p className="rounded-lg border border-dashed border-border-strong px-4 py-6 text-sm text-muted-foreground">
          {pair.strategy === 'dca' ? 'The ladder appears' : 'The amounts appear'} once every number reads
          well. {examined.faults[0]?.message}
        </p>
      )
    case 'martingale':
      return <MartingaleView pair={pair} examined={examined} />
    case 'unpriced':
      return (
        <div className="grid gap-3">
          <Alert tone="warning">
            There is no fresh price of this market now, so prices and quantities cannot be shown.
          </Alert>
          <LadderInPercent
            rungs={plannedRungs(examined.config, pair.side === 'short' ? 'short' : 'long', 1)}
          />
        </div>
      )
    case 'examined': {
      const { preflight, option } = examined
      const refused = preflight.findings.filter((finding) => finding.severity === 'error')
      return (
        <div className="grid grid-cols-1 gap-4">
          <div className="-mx-5 border-y border-border sm:mx-0 sm:rounded-lg sm:border">
            <LadderTable
              levels={preflight.levels}
              instrument={option.instrument}
              flagged={new Set(refused.flatMap((finding) => (finding.level === null ? [] : [finding.level])))}
            />
          </div>
          {!alone && <WorstCase pair={pair} examined={examined} />}
          <Findings title="This ladder would be refused" findings={preflight.findings} />
        </div>
      )
    }
  }
}

function WorstCase({ pair, examined }: { pair: PairDraft; examined: Examined & { kind: 'examined' } }) {
  const { preflight, config } = examined
  const quote = quoteOf(pair.symbol)
  const money = (value: number) => `${formatDecimal(value.toFixed(8), 2)} ${quote}`
  const share = (100 * preflight.fundsNeeded) / config.allocatedCapital
  return (
    <dl className="grid gap-x-8 sm:grid-cols-2">
      <Fact label="Funds needed if every order fills">{money(preflight.fundsNeeded)}</Fact>
      <Fact label="Share of the allocated capital">{formatDecimal(share.toFixed(8), 1)} %</Fact>
      <Fact label="Loss at the stop, whole ladder">
        {preflight.lossAtStop === null ? 'no stop set' : money(preflight.lossAtStop)}
      </Fact>
      <Fact label="Deepest order">{formatDecimal(preflight.maxDeviationPct.toFixed(8), 2)} % away</Fact>
    </dl>
  )
}
