import Link from 'next/link'
import { RelativeTime } from '@/components/ui/relative-time'
import type { RecentTradeView } from '@/lib/bots/views'
import { ActionWord } from './action-word'
import { formatQuantity, quoteOf, symbolName } from './format'
import { PnlText } from './pnl-text'

/** The newest trades over all bots of one environment, in short. */
export function RecentTrades({ trades }: { trades: readonly RecentTradeView[] }) {
  return (
    <ol className="divide-y divide-border">
      {trades.map((trade) => (
        <li key={trade.id} className="grid gap-1 px-5 py-2.5 text-sm">
          <div className="flex items-center justify-between gap-3">
            <span className="flex min-w-0 items-center gap-2">
              <ActionWord action={trade.action} />
              <span className="truncate font-medium">{symbolName(trade.symbol)}</span>
            </span>
            <PnlText value={trade.pnl} unit={quoteOf(trade.symbol)} />
          </div>
          <p className="flex justify-between gap-3 text-xs text-muted-foreground">
            <span className="truncate">
              <Link href={`/bots/${trade.botId}`} className="hover:text-link hover:underline">
                {trade.botName}
              </Link>
              , {trade.side} {formatQuantity(trade.quantity)} @ {formatQuantity(trade.price)}
            </span>
            <RelativeTime at={trade.at} className="shrink-0" />
          </p>
        </li>
      ))}
    </ol>
  )
}
