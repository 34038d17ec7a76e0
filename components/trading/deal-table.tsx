import { Badge } from '@/components/ui/badge'
import { RecordCard, RecordFact, RecordList } from '@/components/ui/record-list'
import { AbsoluteTime, ZoneName } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { DealView } from '@/lib/bots/views'
import type { DealStatus } from '@/lib/domain/deals/deal'
import { formatDecimal, formatQuantity, quoteOf, symbolName } from './format'
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

/** Deals, newest first, from flat to flat; fees and funding stand beside the net result. On a phone each is a card. */
export function DealTable({ deals }: { deals: readonly DealView[] }) {
  return (
    <>
      <RecordList
        label="Deals, newest first"
        note={
          <>
            Times in <ZoneName />, newest first
          </>
        }
      >
        {deals.map((deal) => (
          <DealCard key={deal.id} deal={deal} />
        ))}
      </RecordList>
      <div className="hidden md:block">
        <Table caption="Deals, newest first">
          <TableHead>
            <tr>
              <TableHeader>Deal</TableHeader>
              <TableHeader>Status</TableHeader>
              <TableHeader>
                Opened, ended, <ZoneName />
              </TableHeader>
              <TableHeader numeric>Safety orders</TableHeader>
              <TableHeader numeric>Largest size</TableHeader>
              <TableHeader numeric>Average</TableHeader>
              <TableHeader numeric>Fees</TableHeader>
              <TableHeader numeric>Funding</TableHeader>
              <TableHeader numeric>Net PnL</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {deals.map((deal) => (
              <DealRow key={deal.id} deal={deal} />
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  )
}

function DealRow({ deal }: { deal: DealView }) {
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap">
        <span className="font-medium">#{deal.number}</span> {symbolName(deal.symbol)}
        <SideWord side={deal.side} className="flex text-xs text-muted-foreground" />
      </TableCell>
      <TableCell>
        <DealStatusBadge deal={deal} />
        {deal.endReason && (
          <span className="mt-1 block max-w-64 text-xs leading-relaxed text-muted-foreground">
            {deal.endReason}
          </span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <AbsoluteTime at={deal.openedAt} />
        <span className="block">
          {deal.endedAt === null ? 'running' : <AbsoluteTime at={deal.endedAt} />}
        </span>
      </TableCell>
      <TableCell numeric>{deal.level}</TableCell>
      <TableCell numeric>{formatQuantity(deal.peakQuantity)}</TableCell>
      <TableCell numeric>{averagePrice(deal.averageEntry)}</TableCell>
      <TableCell numeric>{formatDecimal(deal.fees, 2)}</TableCell>
      <TableCell numeric>
        <PnlText value={deal.funding} unit={null} />
      </TableCell>
      <TableCell numeric>
        <PnlText value={deal.netPnl} unit={null} className="font-medium" />
      </TableCell>
    </TableRow>
  )
}

function DealCard({ deal }: { deal: DealView }) {
  return (
    <RecordCard
      title={
        <>
          #{deal.number} {symbolName(deal.symbol)}
          <SideWord side={deal.side} className="text-xs font-normal text-muted-foreground" />
          <DealStatusBadge deal={deal} />
        </>
      }
      figure={<PnlText value={deal.netPnl} unit={quoteOf(deal.symbol)} className="font-medium" />}
      sentence={deal.endReason}
    >
      <RecordFact label="Opened">
        <AbsoluteTime at={deal.openedAt} />
      </RecordFact>
      <RecordFact label="Ended">
        {deal.endedAt === null ? 'running' : <AbsoluteTime at={deal.endedAt} />}
      </RecordFact>
      <RecordFact label="Safety orders">{deal.level}</RecordFact>
      <RecordFact label="Largest">{formatQuantity(deal.peakQuantity)}</RecordFact>
      <RecordFact label="Average">{averagePrice(deal.averageEntry)}</RecordFact>
      <RecordFact label="Fees">{formatDecimal(deal.fees, 2)}</RecordFact>
      <RecordFact label="Funding">
        <PnlText value={deal.funding} unit={null} />
      </RecordFact>
    </RecordCard>
  )
}

const DealStatusBadge = ({ deal }: { deal: DealView }) => (
  <Badge tone={deal.endedAt === null ? 'accent' : 'neutral'}>{statusWords[deal.status]}</Badge>
)

// An average is a quotient: more places than the price itself has would be noise.
const averagePrice = (value: string | null): string =>
  value === null ? '-' : formatDecimal(value, Number(value) >= 100 ? 2 : 6)
