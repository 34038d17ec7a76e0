import { ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Fact } from '@/components/ui/stat'
import { Term } from '@/components/ui/term'
import type { OrderView, PairDetailView } from '@/lib/bots/views'
import { ConditionSentence } from './condition-sentence'
import { formatDecimal, formatInterval, formatQuantity, quoteOf, symbolName } from './format'
import { orderPurpose } from './order-table'
import { MoneyText, PnlText } from './pnl-text'
import { PriceAge } from './price-age'
import { SideWord } from './side-word'

/** One pair at this moment: why it acts or waits, its position, how far the ladder is, where the exits rest. */
export function PositionPanel({
  pair,
  orders,
  intervalSec,
  children,
}: {
  pair: PairDetailView
  orders: readonly OrderView[]
  intervalSec: number
  children?: ReactNode
}) {
  return (
    <Card className="flex flex-col">
      <CardHeader>
        <CardTitle>{symbolName(pair.symbol)}</CardTitle>
        <span className="flex items-center gap-3 text-sm text-muted-foreground">
          <SideWord side={pair.side} />
          <span className="tabular-nums">{pair.leverage}×</span>
        </span>
      </CardHeader>
      <CardContent className="grid grow content-start gap-4">
        <div className="rounded-lg border border-primary-line bg-primary-soft px-3.5 py-2.5">
          <ConditionSentence condition={pair.condition} />
        </div>
        <PriceLine pair={pair} intervalSec={intervalSec} />
        <PositionFacts pair={pair} />
        {pair.deal && <LadderProgress level={pair.deal.level} size={pair.deal.ladderSize} explained />}
        {pair.deal && <Exits orders={orders} interval={formatInterval(intervalSec)} />}
        {children}
      </CardContent>
    </Card>
  )
}

function PriceLine({ pair, intervalSec }: { pair: PairDetailView; intervalSec: number }) {
  if (pair.price === null) {
    return <p className="text-sm text-muted-foreground">No fresh price: no new risk is taken.</p>
  }
  return (
    <p className="text-sm text-muted-foreground">
      <span className="text-figure text-lg font-semibold text-foreground">
        {formatDecimal(pair.price.last, pair.priceDecimals)}
      </span>{' '}
      last, <Term name="mark-price">mark</Term> {formatDecimal(pair.price.mark, pair.priceDecimals)},{' '}
      <PriceAge at={pair.price.at} intervalSec={intervalSec} />
    </p>
  )
}

function PositionFacts({ pair }: { pair: PairDetailView }) {
  const { position } = pair
  const unit = quoteOf(pair.symbol)
  if (position === null) return <p className="text-sm text-muted-foreground">No open position.</p>
  const price = (value: string) => formatDecimal(value, pair.priceDecimals)
  return (
    <dl className="divide-y divide-border">
      <Fact label="Position">
        {formatQuantity(position.quantity, pair.quantityDecimals)} @ {price(position.averageEntry)}
      </Fact>
      <Fact label="Unrealised">
        <PnlText value={position.unrealisedPnl} unit={unit} />
      </Fact>
      <Fact label={<Term name="margin" />}>
        <MoneyText value={position.margin} unit={unit} />
      </Fact>
      <Fact label={<Term name="liquidation" />}>
        {position.liquidationPrice === null ? '-' : price(position.liquidationPrice)}
      </Fact>
    </dl>
  )
}

/** How many safety orders have filled, as a row of steps and in words. */
export function LadderProgress({
  level,
  size,
  explained = false,
}: {
  level: number
  size: number
  /** Whether its term opens an explanation: not where it is part of a picture. */
  explained?: boolean
}) {
  const steps = Array.from({ length: size }, (_, index) => index + 1)
  return (
    <div className="grid gap-1.5">
      <p className="flex justify-between text-sm">
        <span className="text-muted-foreground">
          {explained ? <Term name="safety-order">Safety orders</Term> : 'Safety orders'} filled
        </span>
        <span className="font-medium tabular-nums">
          {level} of {size}
        </span>
      </p>
      <div aria-hidden className="flex gap-1">
        {steps.map((step) => (
          <span
            key={step}
            className={`h-1.5 grow rounded-full ${step <= level ? 'bg-primary' : 'border border-border-strong bg-muted'}`}
          />
        ))}
      </div>
    </div>
  )
}

const exitKeys = /^(take-profit|stop-loss|close)/

/** Where each exit rests: on the exchange it survives an outage of this service, in the bot it is looked at once a tick. */
function Exits({ orders, interval }: { orders: readonly OrderView[]; interval: string }) {
  const exits = orders.filter((order) => exitKeys.test(order.key))
  const resting = exits.filter((order) => order.status === 'ACK' || order.status === 'PARTIAL')
  if (exits.length === 0) {
    return (
      <p className="text-sm leading-relaxed text-muted-foreground">
        No exit rests on the exchange now; the bot checks every {interval}.
      </p>
    )
  }
  return (
    <ul className="grid gap-1.5 text-sm">
      {exits.map((order) => (
        <li key={order.id} className="flex items-start gap-2 leading-relaxed">
          <ShieldCheck aria-hidden className="mt-1 size-3.5 shrink-0 text-muted-foreground" />
          <span>
            <span className="font-medium">{orderPurpose(order.key)}</span>
            {order.price !== null && ` at ${formatQuantity(order.price)}`}
            <span className="text-muted-foreground">
              {resting.includes(order)
                ? ': on the exchange, survives an outage of ours'
                : `: in the bot, checked every ${interval}`}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}
