import { RelativeTime } from '@/components/ui/relative-time'
import { StatCard } from '@/components/ui/stat'
import { Term } from '@/components/ui/term'
import type { BotDetailView } from '@/lib/bots/views'
import { formatDecimal } from './format'
import { NextTick } from './next-tick'
import { MoneyText, PnlText } from './pnl-text'
import { PriceAge } from './price-age'

/** The bot's results, costs and clock. */
export function BotFigures({ bot }: { bot: BotDetailView }) {
  const priced = bot.pairs.flatMap((pair) => (pair.price === null ? [] : [pair.price.at])).toSorted()[0]
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
      <StatCard
        label={<Term name="unrealised-result">Unrealised</Term>}
        value={<PnlText value={bot.unrealisedPnl} />}
        note={
          priced === undefined ? 'no fresh price' : <PriceAge at={priced} intervalSec={bot.intervalSec} />
        }
      />
      <StatCard
        label="Realised, net of fees"
        value={<PnlText value={bot.realisedPnl} />}
        note={
          <>
            fees <MoneyText value={bot.fees} unit={null} />, <Term name="funding">funding</Term>{' '}
            <PnlText value={bot.funding} unit={null} />
          </>
        }
      />
      <StatCard
        label="Open deals"
        value={formatDecimal(String(bot.openDeals), 0)}
        note={`${bot.pairs.length} ${bot.pairs.length === 1 ? 'pair' : 'pairs'}, settings version ${bot.configVersion}`}
      />
      <StatCard
        label="Next tick"
        value={<NextTick at={bot.nextTickAt} />}
        note={
          bot.lastTickAt === null ? (
            'none yet'
          ) : (
            <>
              last <RelativeTime at={bot.lastTickAt} />
            </>
          )
        }
      />
    </div>
  )
}
