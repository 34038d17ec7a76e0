import type { ReactNode } from 'react'
import { AbsoluteTime } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { TradeView } from '@/lib/bots/views'
import { ActionWord } from './action-word'
import { formatDecimal, formatQuantity, quoteOf, symbolName } from './format'
import { MoneyText, PnlText } from './pnl-text'
import { SideWord } from './side-word'

/** Trades, newest first: a table, and on a phone a list of cards with the same facts. */
export function TradeTable({ trades }: { trades: readonly TradeView[] }) {
  return (
    <>
      <ul className="divide-y divide-border md:hidden">
        {trades.map((trade) => (
          <TradeCard key={trade.id} trade={trade} />
        ))}
      </ul>
      <div className="hidden md:block">
        <Table caption="Trades, newest first">
          <TableHead>
            <tr>
              <TableHeader>Time</TableHeader>
              <TableHeader>Pair</TableHeader>
              <TableHeader>Action</TableHeader>
              <TableHeader numeric>Quantity</TableHeader>
              <TableHeader numeric>Price</TableHeader>
              <TableHeader numeric>Fee</TableHeader>
              <TableHeader numeric>PnL</TableHeader>
              <TableHeader numeric>Balance after</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {trades.map((trade) => (
              <TableRow key={trade.id}>
                <TableCell className="whitespace-nowrap">
                  <AbsoluteTime at={trade.at} />
                  <span className="block text-xs text-muted-foreground">deal {trade.dealNumber}</span>
                </TableCell>
                <TableCell className="whitespace-nowrap">
                  {symbolName(trade.symbol)}
                  <SideWord side={trade.side} className="flex text-xs text-muted-foreground" />
                </TableCell>
                <TableCell>
                  <ActionWord action={trade.action} />
                  <span className="mt-1 block max-w-72 text-xs leading-relaxed text-muted-foreground">
                    {trade.reason}
                  </span>
                </TableCell>
                <TableCell numeric>{formatQuantity(trade.quantity)}</TableCell>
                <TableCell numeric>{formatPrice(trade.price)}</TableCell>
                <TableCell numeric>
                  <MoneyText value={trade.fee} unit={null} />
                </TableCell>
                <TableCell numeric>
                  <PnlText value={trade.pnl} unit={null} />
                </TableCell>
                <TableCell numeric>
                  <MoneyText value={trade.balanceAfter} unit={null} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  )
}

function TradeCard({ trade }: { trade: TradeView }) {
  return (
    <li className="grid gap-1.5 px-5 py-3 text-sm">
      <div className="flex items-center justify-between gap-3">
        <span className="flex items-center gap-2">
          <ActionWord action={trade.action} />
          <span className="font-medium">{symbolName(trade.symbol)}</span>
        </span>
        <PnlText value={trade.pnl} unit={quoteOf(trade.symbol)} className="font-medium" />
      </div>
      <p className="text-xs leading-relaxed text-muted-foreground">{trade.reason}</p>
      <dl className="grid grid-cols-2 gap-x-4 text-xs tabular-nums">
        <Pair label="Quantity">{formatQuantity(trade.quantity)}</Pair>
        <Pair label="Price">{formatPrice(trade.price)}</Pair>
        <Pair label="Fee">
          <MoneyText value={trade.fee} unit={null} />
        </Pair>
        <Pair label="Balance">
          <MoneyText value={trade.balanceAfter} unit={null} />
        </Pair>
        <Pair label="Time">
          <AbsoluteTime at={trade.at} />
        </Pair>
        <Pair label="Deal">{trade.dealNumber}</Pair>
      </dl>
    </li>
  )
}

function Pair({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-2 py-0.5">
      <dt className="text-muted-foreground">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** A price as it was booked, thousands grouped, at least two places. */
const formatPrice = (price: string): string =>
  formatDecimal(price, Math.max(2, price.split('.')[1]?.replace(/0+$/, '').length ?? 0))
