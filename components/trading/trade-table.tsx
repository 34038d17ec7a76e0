import { RecordCard, RecordFact, RecordList } from '@/components/ui/record-list'
import { AbsoluteTime, ZoneName } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { TradeView } from '@/lib/bots/views'
import { ActionWord } from './action-word'
import { formatPrice, formatQuantity, quoteOf, symbolName } from './format'
import { MoneyText, PnlText } from './pnl-text'
import { SideWord } from './side-word'

/** Trades in the order given: a table, and on a phone a list of cards with the same facts. */
export function TradeTable({
  trades,
  order = 'newest first',
}: {
  trades: readonly TradeView[]
  order?: 'newest first' | 'oldest first'
}) {
  return (
    <>
      <RecordList
        label={`Trades, ${order}`}
        note={
          <>
            Times in <ZoneName />, {order}
          </>
        }
      >
        {trades.map((trade) => (
          <TradeCard key={trade.id} trade={trade} />
        ))}
      </RecordList>
      <div className="hidden md:block">
        <Table caption={`Trades, ${order}`}>
          <TableHead>
            <tr>
              <TableHeader>
                Time, <ZoneName />
              </TableHeader>
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
    <RecordCard
      title={
        <>
          <ActionWord action={trade.action} />
          {symbolName(trade.symbol)}
          <SideWord side={trade.side} className="text-xs font-normal text-muted-foreground" />
        </>
      }
      figure={<PnlText value={trade.pnl} unit={quoteOf(trade.symbol)} className="font-medium" />}
      sentence={trade.reason}
    >
      <RecordFact label="Quantity">{formatQuantity(trade.quantity)}</RecordFact>
      <RecordFact label="Price">{formatPrice(trade.price)}</RecordFact>
      <RecordFact label="Fee">
        <MoneyText value={trade.fee} unit={null} />
      </RecordFact>
      <RecordFact label="Balance">
        <MoneyText value={trade.balanceAfter} unit={null} />
      </RecordFact>
      <RecordFact label="Time">
        <AbsoluteTime at={trade.at} />
      </RecordFact>
      <RecordFact label="Deal">#{trade.dealNumber}</RecordFact>
    </RecordCard>
  )
}
