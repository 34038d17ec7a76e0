import { Badge } from '@/components/ui/badge'
import { AbsoluteTime } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { OrderView } from '@/lib/bots/views'
import { formatDecimal, formatQuantity, symbolName } from './format'

/** What an order is for, from its key: "Safety order 3". */
export function orderPurpose(key: string): string {
  const [kind = key, index] = key.split('/')
  switch (kind) {
    case 'base':
      return 'Base order'
    case 'safety':
      return `Safety order ${index ?? ''}`.trim()
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

/** Orders of the running deals: what each is for and where it stands. */
export function OrderTable({ orders }: { orders: readonly OrderView[] }) {
  return (
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
          <TableHeader>Planned</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {orders.map((order) => (
          <TableRow key={order.id}>
            <TableCell className="whitespace-nowrap">
              <span className="font-medium">{orderPurpose(order.key)}</span>
              <span className="block text-xs text-muted-foreground">
                {order.kind}
                {order.reduceOnly && ', reduce-only'}
                {order.attempt > 1 && `, attempt ${order.attempt}`}
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap">{symbolName(order.symbol)}</TableCell>
            <TableCell>
              <Badge tone={toneOf(order.status)}>{orderStatusWords(order.status)}</Badge>
              {order.refusal && (
                <span className="mt-1 block max-w-64 text-xs text-muted-foreground">{order.refusal}</span>
              )}
            </TableCell>
            <TableCell>{order.side === 'buy' ? 'Buy' : 'Sell'}</TableCell>
            <TableCell numeric>
              {order.price === null ? 'market' : formatDecimal(order.price, placesOf(order.price))}
            </TableCell>
            <TableCell numeric>{formatQuantity(order.quantity)}</TableCell>
            <TableCell numeric>{formatQuantity(order.filled)}</TableCell>
            <TableCell className="whitespace-nowrap">
              <AbsoluteTime at={order.plannedAt} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

const placesOf = (price: string): number => Math.max(2, price.split('.')[1]?.replace(/0+$/, '').length ?? 0)
