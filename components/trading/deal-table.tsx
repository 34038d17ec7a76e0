import { Badge } from '@/components/ui/badge'
import { AbsoluteTime } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { DealView } from '@/lib/bots/views'
import type { DealStatus } from '@/lib/domain/deals/deal'
import { formatDecimal, formatQuantity, symbolName } from './format'
import { PnlText } from './pnl-text'
import { SideWord } from './side-word'

const statusWords = {
  opening: 'Opening',
  active: 'Open',
  trailing: 'Trailing',
  closing: 'Closing',
  completed: 'Completed',
  stopped: 'Stopped out',
  'closed-by-user': 'Closed by you',
  'closed-outside': 'Closed outside the bot',
  liquidated: 'Liquidated',
  cancelled: 'Cancelled',
  failed: 'Refused',
} as const satisfies Record<DealStatus, string>

/** Deals, newest first, from flat to flat; fees and funding stand beside the net result. */
export function DealTable({ deals }: { deals: readonly DealView[] }) {
  return (
    <Table caption="Deals, newest first">
      <TableHead>
        <tr>
          <TableHeader>Deal</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader numeric>Safety orders</TableHeader>
          <TableHeader numeric>Largest size</TableHeader>
          <TableHeader numeric>Average</TableHeader>
          <TableHeader numeric>Fees</TableHeader>
          <TableHeader numeric>Funding</TableHeader>
          <TableHeader numeric>Net PnL</TableHeader>
          <TableHeader>Opened</TableHeader>
          <TableHeader>Ended</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {deals.map((deal) => (
          <TableRow key={deal.id}>
            <TableCell className="whitespace-nowrap">
              <span className="font-medium">#{deal.number}</span> {symbolName(deal.symbol)}
              <SideWord side={deal.side} className="flex text-xs text-muted-foreground" />
            </TableCell>
            <TableCell>
              <Badge tone={deal.endedAt === null ? 'accent' : 'neutral'}>{statusWords[deal.status]}</Badge>
              {deal.endReason && (
                <span className="mt-1 block max-w-64 text-xs leading-relaxed text-muted-foreground">
                  {deal.endReason}
                </span>
              )}
            </TableCell>
            <TableCell numeric>{deal.level}</TableCell>
            <TableCell numeric>{formatQuantity(deal.peakQuantity)}</TableCell>
            <TableCell numeric>
              {deal.averageEntry === null ? '-' : averagePrice(deal.averageEntry)}
            </TableCell>
            <TableCell numeric>{formatDecimal(deal.fees, 2)}</TableCell>
            <TableCell numeric>
              <PnlText value={deal.funding} unit={null} />
            </TableCell>
            <TableCell numeric>
              <PnlText value={deal.netPnl} unit={null} className="font-medium" />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              <AbsoluteTime at={deal.openedAt} />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {deal.endedAt === null ? 'running' : <AbsoluteTime at={deal.endedAt} />}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

// An average is a quotient: more places than the price itself has would be noise.
const averagePrice = (value: string): string => formatDecimal(value, Number(value) >= 100 ? 2 : 6)
