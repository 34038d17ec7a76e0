import { useId, type ReactNode } from 'react'
import type { EngineRun } from '@/components/engine/use-engine'
import { formatDecimal } from '@/components/trading/format'
import { Skeleton } from '@/components/ui/skeleton'
import type { HistoryView } from '@/lib/bots/views'
import type { RiskAnswer } from '@/lib/domain/engine/risk-job'
import type { Estimate } from '@/lib/domain/risk/intervals'
import { consentReasons, type RiskReading } from '@/lib/domain/risk/risk-reading'
import { Figures, Notes, PanelHeader, RunState, Spoken } from './panel-parts'
import { IntervalBar } from './interval-bar'

const DAY_MS = 86_400_000

export type RiskPanelProps = {
  run: EngineRun<'risk'>
  why: string | null
  quote: string
  history: HistoryView | null
  /** The figures of the present settings as they go with the form; null while they are computed. */
  reading: RiskReading | null
}

/** What the settings risk in the next month, each figure with its interval and what it means. */
export function RiskPanel({ run, why, quote, history, reading }: RiskPanelProps) {
  const id = useId()
  const { result } = run
  return (
    <section aria-labelledby={id} className="grid grid-cols-1 gap-4 border-t border-border pt-6">
      <PanelHeader id={id} title="Risk before start" history={history} />
      <p className="text-xs leading-relaxed text-muted-foreground">{methodOf(result)}</p>
      <RunState run={run} why={why} working="Running possible futures" />
      {result === null ? (
        <Skeleton className="h-72" />
      ) : (
        <Figures run={run} why={why}>
          <dl className="grid grid-cols-1 gap-x-8 gap-y-5 @xl:grid-cols-2">
            <Chances risk={result} />
            <Losses risk={result} quote={quote} capital={reading?.capital ?? null} />
          </dl>
          <Notes title="What the past cannot tell" notes={notesOf(result, history)} />
        </Figures>
      )}
      <Spoken text={reading === null ? '' : spoken(reading)} />
    </section>
  )
}

function methodOf(risk: RiskAnswer | null): string {
  const about =
    'Possible months made of day-long stretches of the past in another order; this very bot runs through each.'
  if (risk === null) return about
  const past = Math.round((risk.bars * risk.barMs) / DAY_MS)
  const cut = risk.isCutShort ? ' The time for it was up, so the intervals are wider than they could be.' : ''
  return `${about} ${risk.paths} paths of ${risk.horizonMs / DAY_MS} days from ${past} days of ${risk.barMs / 60_000}-minute candles. The true figure lies in the interval in 95 of 100 cases, as far as the past is like the future.${cut}`
}

function Chances({ risk }: { risk: RiskAnswer }) {
  const days = risk.horizonMs / DAY_MS
  const deposit = money(risk.deposit)
  return (
    <>
      <Chance label={`Liquidation within ${days} days`} share={risk.liquidation} danger>
        The exchange closes a position by force and its margin is gone.
      </Chance>
      {risk.wholeLadder !== null && (
        <Chance label="The whole ladder is used" share={risk.wholeLadder}>
          Some deal fills its last safety order, and nothing is left to add.
        </Chance>
      )}
      <Chance label="A stop loss is hit" share={risk.stop}>
        Some deal ends at its stop with a loss.
      </Chance>
      <Chance label={`Ruin with the ${deposit} that are free`} share={risk.ruin} danger>
        A liquidation, or a balance that no longer carries the whole ladder.
      </Chance>
    </>
  )
}

function Chance({
  label,
  share,
  danger = false,
  children,
}: {
  label: string
  share: Estimate
  danger?: boolean
  children: ReactNode
}) {
  const [low, high] = [share.low ?? 0, share.high ?? 1]
  return (
    <Row
      label={label}
      value={percent(share.value)}
      interval={`${percent(low)} to ${percent(high)}`}
      about={children}
    >
      <IntervalBar value={share.value} low={low} high={high} danger={danger} />
    </Row>
  )
}

function Losses({ risk, quote, capital }: { risk: RiskAnswer; quote: string; capital: number | null }) {
  const amount = (value: number | null) => (value === null ? 'unbounded, for so few paths' : money(value))
  const interval = ({ low, high }: Estimate) => `${amount(low)} to ${amount(high)} ${quote}`
  const days = (value: number | null) => (value === null ? 'no bound' : `${(value / DAY_MS).toFixed(1)}`)
  const ofCapital = (value: number) =>
    capital === null ? '' : ` (${percent(value / capital)} of the capital)`
  const { lossAtLeast, lossOnAverage, underWaterMs, capitalNeeded } = risk
  return (
    <>
      <Row
        label="Loss of the worst 5 %, on average"
        value={`${lossOrGain(lossOnAverage.value, quote)}${ofCapital(lossOnAverage.value)}`}
        interval={interval(lossOnAverage)}
        about={`The mean result of the worst 5 of 100 paths at their end, open deals at the last price (expected shortfall). All of these lose more than ${amount(lossAtLeast.value)} (${interval(lossAtLeast)}).`}
      />
      <Row
        label="Time under water"
        value={`${days(underWaterMs.median.value)} days`}
        interval={`${days(underWaterMs.median.low)} to ${days(underWaterMs.median.high)} days`}
        about={`The longest time below an earlier highest balance, in half of the paths at most that long; in 95 of 100 at most ${days(underWaterMs.worst.value)} days (${days(underWaterMs.worst.low)} to ${days(underWaterMs.worst.high)}).`}
      />
      <Row
        label="Capital for a ruin below 1 %"
        value={capitalNeeded === null ? 'no amount' : `${money(capitalNeeded.value)} ${quote}`}
        interval={capitalNeeded === null ? null : interval(capitalNeeded)}
        about={
          capitalNeeded === null
            ? 'Liquidations alone are more likely than 1 %, and with isolated margin no balance prevents them: lower the leverage.'
            : 'The balance that in 99 of 100 paths always has the margin of the position and, at the deepest loss, still the funds of the next whole ladder.'
        }
      />
    </>
  )
}

function Row({
  label,
  value,
  interval,
  about,
  children,
}: {
  label: string
  value: string
  interval: string | null
  about: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="grid content-start gap-1.5">
      <dt className="text-sm font-medium">{label}</dt>
      <dd className="flex flex-wrap items-baseline justify-between gap-x-3 tabular-nums">
        <span className="font-semibold">{value}</span>
        {interval !== null && <span className="text-xs text-muted-foreground">{interval}</span>}
      </dd>
      {children && <dd>{children}</dd>}
      <dd className="text-xs leading-relaxed text-muted-foreground">{about}</dd>
    </div>
  )
}

function notesOf(risk: RiskAnswer, history: HistoryView | null): string[] {
  return [
    ...(history?.isSimulated === true
      ? ['These prices are simulated: the figures say nothing of a real market.']
      : []),
    ...risk.warnings,
    'Stretches longer than a day are broken up: a slow decline over weeks is rarer here than it may be.',
  ]
}

const percent = (share: number): string => `${formatDecimal((100 * share).toFixed(8), 1)} %`
const money = (value: number): string => formatDecimal(value.toFixed(8), 2)
const lossOrGain = (loss: number, quote: string): string =>
  loss < 0 ? `a gain of ${money(-loss)} ${quote}` : `${money(loss)} ${quote}`

function spoken(reading: RiskReading): string {
  const [value, , high] = reading.liquidation
  const asks = consentReasons(reading).length > 0 ? ' Starting asks for a typed consent.' : ''
  return `Risk: liquidation within ${reading.horizonDays} days ${percent(value)}, at most ${percent(high)}.${asks}`
}
