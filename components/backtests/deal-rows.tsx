import type { Route } from 'next'
import Link from 'next/link'
import { formatDecimal, formatQuantity, quoteOf, symbolName } from '@/components/trading/format'
import { PnlText } from '@/components/trading/pnl-text'
import { SideWord } from '@/components/trading/side-word'
import { Badge } from '@/components/ui/badge'
import { RecordCard, RecordFact, RecordList } from '@/components/ui/record-list'
import { AbsoluteTime, ZoneName } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { endWords, statusOfDeal, type DealOfRun } from '@/lib/backtests/reading/markers'
import type { DealStatus } from '@/lib/domain/deals/deal'
import { durationText, percentText } from './words'

type Props = {
  deals: readonly DealOfRun[]
  /** The address of the chart of one deal. */
  hrefOf: (deal: DealOfRun) => Route
}

const statusWords = {
  opening: 'Open at the end',
  active: 'Open at the end',
  trailing: 'Open at the end',
  closing: 'Open at the end',
  completed: 'Completed',
  stopped: 'Stopped out',
  'closed-by-user': 'Closed by you',
  'closed-outside': 'Closed outside',
  liquidated: 'Liquidated',
  cancelled: 'Never opened',
  failed: 'Refused',
} as const satisfies Record<DealStatus, string>

/** Deals of a run in the order they opened; one that was open at the end says so. On a phone each is a card. */
export function DealRows({ deals, hrefOf }: Props) {
  return (
    <>
      <RecordList
        label="Deals, oldest first"
        note={
          <>
            Times in <ZoneName />, oldest first
          </>
        }
      >
        {deals.map((deal) => (
          <DealCard key={keyOf(deal)} deal={deal} href={hrefOf(deal)} />
        ))}
      </RecordList>
      <div className="hidden md:block">
        <Table caption="Deals, oldest first">
          <TableHead>
            <tr>
              <TableHeader>Deal</TableHeader>
              <TableHeader>Status</TableHeader>
              <TableHeader>
                Opened, ended, <ZoneName />, length
              </TableHeader>
              <TableHeader numeric>Safety orders</TableHeader>
              <TableHeader numeric>Largest size</TableHeader>
              <TableHeader numeric>Worst</TableHeader>
              <TableHeader numeric>Fees</TableHeader>
              <TableHeader numeric>Funding</TableHeader>
              <TableHeader numeric>Net PnL</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {deals.map((deal) => (
              <DealRow key={keyOf(deal)} deal={deal} href={hrefOf(deal)} />
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  )
}

const keyOf = ({ symbol, side, number }: DealOfRun): string => `${symbol} ${side} ${number}`

function DealRow({ deal, href }: { deal: DealOfRun; href: Route }) {
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap">
        <Link href={href} className="font-medium text-link underline-offset-4 hover:underline">
          #{deal.number} {symbolName(deal.symbol)}
        </Link>
        <SideWord side={sideOf(deal)} className="flex text-xs text-muted-foreground" />
      </TableCell>
      <TableCell className="min-w-36">
        <StatusBadge deal={deal} />
        {deal.endReason !== null && (
          <span className="mt-1 block max-w-56 text-xs leading-relaxed text-muted-foreground">
            {endWords(deal)}
          </span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <AbsoluteTime at={deal.openedAt} />
        <span className="block">
          {deal.endedAt === null ? 'not ended' : <AbsoluteTime at={deal.endedAt} />}
        </span>
        <span className="block text-xs text-muted-foreground">{lengthOf(deal)}</span>
      </TableCell>
      <TableCell numeric>{deal.level}</TableCell>
      <TableCell numeric>{formatQuantity(deal.peakQuantity)}</TableCell>
      <TableCell numeric>{worstOf(deal)}</TableCell>
      <TableCell numeric>{formatDecimal(deal.fees, 2)}</TableCell>
      <TableCell numeric>
        <PnlText value={deal.funding} unit={null} />
      </TableCell>
      <TableCell numeric>
        <PnlText value={deal.net} unit={null} className="font-medium" />
      </TableCell>
    </TableRow>
  )
}

function DealCard({ deal, href }: { deal: DealOfRun; href: Route }) {
  return (
    <RecordCard
      title={
        <>
          <Link href={href} className="text-link underline-offset-4 hover:underline">
            #{deal.number} {symbolName(deal.symbol)}
          </Link>
          <SideWord side={sideOf(deal)} className="text-xs font-normal text-muted-foreground" />
          <StatusBadge deal={deal} />
        </>
      }
      figure={<PnlText value={deal.net} unit={quoteOf(deal.symbol)} className="font-medium" />}
      sentence={endWords(deal)}
    >
      <RecordFact label="Opened">
        <AbsoluteTime at={deal.openedAt} />
      </RecordFact>
      <RecordFact label="Ended">
        {deal.endedAt === null ? 'not ended' : <AbsoluteTime at={deal.endedAt} />}
      </RecordFact>
      <RecordFact label="Length">{lengthOf(deal)}</RecordFact>
      <RecordFact label="Safety orders">{deal.level}</RecordFact>
      <RecordFact label="Largest">{formatQuantity(deal.peakQuantity)}</RecordFact>
      <RecordFact label="Worst">{worstOf(deal)}</RecordFact>
      <RecordFact label="Fees">{formatDecimal(deal.fees, 2)}</RecordFact>
      <RecordFact label="Funding">
        <PnlText value={deal.funding} unit={null} />
      </RecordFact>
    </RecordCard>
  )
}

const StatusBadge = ({ deal }: { deal: DealOfRun }) => (
  <Badge tone={deal.endedAt === null ? 'warning' : deal.status === 'liquidated' ? 'loss' : 'neutral'}>
    {statusWords[statusOfDeal(deal)]}
  </Badge>
)

const sideOf = ({ side }: DealOfRun): 'long' | 'short' => (side === 'short' ? 'short' : 'long')

const lengthOf = ({ openedAt, endedAt }: DealOfRun): string =>
  endedAt === null ? '-' : durationText(Date.parse(endedAt) - Date.parse(openedAt))

/** How far price went against the average entry at the worst moment. */
const worstOf = ({ adverseShare }: DealOfRun): string =>
  adverseShare === null ? '-' : percentText(-Math.abs(adverseShare))
