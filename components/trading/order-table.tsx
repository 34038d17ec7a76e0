import { Badge } from '@/components/ui/badge'
import { RecordCard, RecordFact, RecordList } from '@/components/ui/record-list'
import { AbsoluteTime, ZoneName } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { OrderView } from '@/lib/bots/views'
import { formatPrice, formatQuantity, symbolName } from './format'
import { SideWord } from './side-word'

/** What an order is for, from its key: "Safety order 3". */
export function orderPurpose(key: string): string {
  const [kind = key, index] = key.split('/')
  switch (kind) {
    case 'base':
      return 'Base order'
    case 'safety':
      return `Safety order ${index ?? ''}`.trim()
    case 'add':
      return `Addition ${index ?? ''}`.trim()
    case 'reduce':
      return `Reduction ${index ?? ''}`.trim()
    case 'take-profit':
      return index === '1' || index === undefined ? 'Take profit' : `Take profit ${index}`
    case 'stop-loss':
      return 'Stop loss'
    case 'close':
      return 'Close'
    default:
      return key
  }
}

/** An order's state in words that say what is known about it. */
export function orderStatusWords(status: string): string {
  const words: Readonly<Record<string, string>> = {
    PLANNED: 'Planned, not sent',
    SENT: 'Sent, not confirmed',
    UNKNOWN: 'Being checked with the exchange',
    ACK: 'Resting on the exchange',
    PARTIAL: 'Resting, partly filled',
    FILLED: 'Filled',
    CANCELLED: 'Cancelled',
    REJECTED: 'Refused by the exchange',
    ABANDONED: 'Given up before sending',
  }
  return words[status] ?? status
}

const toneOf = (status: string) =>
  status === 'UNKNOWN' || status === 'SENT'
    ? ('warning' as const)
    : status === 'REJECTED'
      ? ('loss' as const)
      : status === 'ACK' || status === 'PARTIAL'
        ? ('accent' as const)
        : ('neutral' as const)

/** Orders of the running deals: what each is for and where it stands. On a phone each is a card. */
export function OrderTable({ orders }: { orders: readonly OrderView[] }) {
  return (
    <>
      <RecordList
        label="Orders of the running deals"
        note={
          <>
            Times in <ZoneName />
          </>
        }
      >
        {orders.map((order) => (
          <OrderCard key={order.id} order={order} />
        ))}
      </RecordList>
      <div className="hidden md:block">
        <Table caption="Orders of the running deals">
          <TableHead>
            <tr>
              <TableHeader>Order</TableHeader>
              <TableHeader>Pair</TableHeader>
              <TableHeader>Status</TableHeader>
              <TableHeader>Side</TableHeader>
              <TableHeader numeric>Price</TableHeader>
              <TableHeader numeric>Quantity</TableHeader>
              <TableHeader numeric>Filled</TableHeader>
              <TableHeader>
                Planned, <ZoneName />
              </TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {orders.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  )
}

function OrderRow({ order }: { order: OrderView }) {
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap">
        <span className="font-medium">{orderPurpose(order.key)}</span>
        <span className="block text-xs text-muted-foreground">{kindWords(order)}</span>
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {symbolName(order.symbol)}
        <SideWord side={order.positionSide} className="flex text-xs text-muted-foreground" />
      </TableCell>
      <TableCell>
        <Badge tone={toneOf(order.status)}>{orderStatusWords(order.status)}</Badge>
        {order.refusal && (
          <span className="mt-1 block max-w-64 text-xs text-muted-foreground">{order.refusal}</span>
        )}
      </TableCell>
      <TableCell>{order.side === 'buy' ? 'Buy' : 'Sell'}</TableCell>
      <TableCell numeric>{order.price === null ? 'market' : formatPrice(order.price)}</TableCell>
      <TableCell numeric>{formatQuantity(order.quantity)}</TableCell>
      <TableCell numeric>{formatQuantity(order.filled)}</TableCell>
      <TableCell className="whitespace-nowrap">
        <AbsoluteTime at={order.plannedAt} />
      </TableCell>
    </TableRow>
  )
}

function OrderCard({ order }: { order: OrderView }) {
  return (
    <RecordCard
      title={orderPurpose(order.key)}
      figure={<Badge tone={toneOf(order.status)}>{orderStatusWords(order.status)}</Badge>}
      sentence={order.refusal}
    >
      <RecordFact label="Pair" wide>
        {symbolName(order.symbol)}, {order.positionSide}
      </RecordFact>
      <RecordFact label={order.side === 'buy' ? 'Buy at' : 'Sell at'}>
        {order.price === null ? 'market' : formatPrice(order.price)}
      </RecordFact>
      <RecordFact label="Quantity">{formatQuantity(order.quantity)}</RecordFact>
      <RecordFact label="Kind">{kindWords(order)}</RecordFact>
      <RecordFact label="Filled">{formatQuantity(order.filled)}</RecordFact>
      <RecordFact label="Planned" wide>
        <AbsoluteTime at={order.plannedAt} />
      </RecordFact>
    </RecordCard>
  )
}

/** "ioc" is the trade's own word, not everybody's. */
const kindWords = ({ kind, reduceOnly, attempt }: OrderView): string =>
  [
    kind === 'ioc' ? 'immediate or cancel' : kind,
    reduceOnly ? 'reduce-only' : '',
    attempt > 1 ? `attempt ${attempt}` : '',
  ]
    .filter(Boolean)
    .join(', ')
