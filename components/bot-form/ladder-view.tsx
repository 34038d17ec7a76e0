import { formatDecimal, quoteOf } from '@/components/trading/format'
import { Alert } from '@/components/ui/alert'
import { Fact } from '@/components/ui/stat'
import { plannedRungs } from '@/lib/domain/strategies/dca/ladder'
import type { Finding } from '@/lib/domain/strategies/dca/preflight'
import type { PairDraft } from './draft'
import type { Examined } from './examine-pair'
import { LadderInPercent, LadderTable } from './ladder-table'

/** The ladder of one pair as one types, with what the examination found. */
export function LadderView({
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
          The ladder appears once every number reads well. {examined.faults[0]?.message}
        </p>
      )
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
          <Findings findings={preflight.findings} />
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

/** Errors first, then warnings; each says what to do. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const warnings = findings.filter((finding) => finding.severity === 'warning')
  return (
    <>
      {errors.length > 0 && (
        <Alert tone="error" title="This ladder would be refused">
          <FindingList findings={errors} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert tone="warning" title="Worth knowing">
          <FindingList findings={warnings} />
        </Alert>
      )}
    </>
  )
}

function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="grid gap-1">
      {findings.map((finding) => (
        <li key={`${finding.code} ${finding.level ?? ''}`}>{finding.message}</li>
      ))}
    </ul>
  )
}
