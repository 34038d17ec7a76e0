import { formatDecimal, quoteOf } from '@/components/trading/format'
import { Fact } from '@/components/ui/stat'
import { Term } from '@/components/ui/term'
import { decimalsOf } from '@/lib/domain/perpetuals/quantize'
import type { BotDraft } from './draft'
import type { Examined } from './examine-pair'

/** The worst case of the whole bot in a few lines, and how many findings stand under its ladders. */
export function BotSummary({ draft, examined }: { draft: BotDraft; examined: readonly Examined[] }) {
  const known = examined.flatMap((pair) => (pair.kind === 'examined' ? [pair] : []))
  const quote = quoteOf(draft.pairs[0].symbol)
  const money = (value: number) => `${formatDecimal(value.toFixed(8), 2)} ${quote}`
  const complete = known.length === examined.length
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
  const funds = sum(known.map(({ preflight }) => preflight.fundsNeeded))
  const allocated = sum(known.map(({ config }) => config.allocatedCapital))
  const losses = known.flatMap(({ preflight }) =>
    preflight.lossAtStop === null ? [] : [preflight.lossAtStop],
  )
  const deepest = Math.max(0, ...known.map(({ preflight }) => preflight.maxDeviationPct))
  return (
    <div className="grid gap-3">
      <dl className="divide-y divide-border border-y border-border">
        <Fact label="Funds needed">{complete ? money(funds) : '-'}</Fact>
        <Fact label="Share of the capital">
          {complete && allocated > 0 ? `${formatDecimal(((100 * funds) / allocated).toFixed(8), 1)} %` : '-'}
        </Fact>
        <Fact label="Loss at the stop">
          {!complete ? '-' : losses.length < known.length ? 'no stop set' : money(sum(losses))}
        </Fact>
        <Fact label="Deepest order">{complete ? `${formatDecimal(deepest.toFixed(8), 2)} % away` : '-'}</Fact>
        {examined.length === 1 && (
          <Fact label={<Term name="liquidation" />}>{complete ? liquidationOf(known[0]) : '-'}</Fact>
        )}
      </dl>
      <p className="text-xs leading-relaxed text-muted-foreground">
        If every order of {examined.length === 1 ? 'the deal' : 'each deal'} fills.
      </p>
      <FindingCount known={known} />
    </div>
  )
}

type Known = Examined & { kind: 'examined' }

function FindingCount({ known }: { known: readonly Known[] }) {
  const findings = known.flatMap(({ preflight }) => preflight.findings)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  if (findings.length === 0) return null
  return (
    <p className={errors > 0 ? 'text-sm text-loss' : 'text-sm text-warning'}>
      <a href="#field-pairs" className="underline underline-offset-2">
        {errors > 0
          ? `Would be refused: ${counted(errors, 'reason')} under the ladder`
          : `${counted(warnings, 'note')} under the ladder`}
      </a>
    </p>
  )
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Where the exchange would close the position once the last order has filled. */
function liquidationOf(pair: Known | undefined): string {
  const price = pair?.preflight.levels.at(-1)?.liquidationPrice ?? null
  if (pair === undefined || price === null) return '-'
  const decimals = decimalsOf(pair.option.instrument.tickSize)
  return `near ${formatDecimal(price.toFixed(decimals), decimals)}`
}
