import { formatDecimal, quoteOf } from '@/components/trading/format'
import { Alert } from '@/components/ui/alert'
import { Fact } from '@/components/ui/stat'
import type { PairDraft } from './draft'
import type { Examined } from './examine-pair'
import { Findings } from './findings'

type ExaminedMartingale = Extract<Examined, { kind: 'martingale' }>

/** What the settings of a martingale mean at the last price: its first order, the most it may use, and what was found. */
export function MartingaleView({ pair, examined }: { pair: PairDraft; examined: ExaminedMartingale }) {
  const { preflight } = examined
  const quote = quoteOf(pair.symbol)
  const money = (value: number) => `${formatDecimal(value.toFixed(8), 2)} ${quote}`
  if (preflight === null) {
    return (
      <Alert tone="warning">There is no fresh price of this market now, so amounts cannot be shown.</Alert>
    )
  }
  const { first, cap, findings } = preflight
  return (
    <div className="grid gap-4">
      <dl className="grid gap-x-8 sm:grid-cols-2">
        <Fact label="First order, position value">{first === null ? '-' : money(first.volume)}</Fact>
        <Fact label="Margin of the first order">{first === null ? '-' : money(first.margin)}</Fact>
        <Fact label="Margin it may use at most">{cap === null ? '-' : money(cap)}</Fact>
      </dl>
      <Findings title="These settings would be refused" findings={findings} />
    </div>
  )
}
