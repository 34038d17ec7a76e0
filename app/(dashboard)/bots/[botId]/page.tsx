import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { CandleChart } from '@/components/charts/candle-chart'
import { LiveRefresh } from '@/components/layout/live-refresh'
import { BotFigures } from '@/components/trading/bot-figures'
import { BotHeader } from '@/components/trading/bot-header'
import { CloseNow } from '@/components/trading/close-now'
import { JournalCheck } from '@/components/trading/journal-check'
import { symbolName } from '@/components/trading/format'
import { PositionPanel } from '@/components/trading/position-panel'
import { priceLinesOf } from '@/components/trading/price-lines'
import { TickStrip } from '@/components/trading/tick-strip'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { SegmentLinks } from '@/components/ui/segment-links'
import { TabLinks } from '@/components/ui/tab-links'
import { requireTenant, type Tenant } from '@/lib/auth/tenant'
import { botDetail, candlesWithMarkers, listOrders, listTrades } from '@/lib/bots/queries'
import type { EquityRange, PairDetailView } from '@/lib/bots/views'
import { checkJournalAction } from '../actions'
import { botActions } from '../bot-actions'
import { botHref, ranges, rangeShowing, readAddress, tabNames, type SearchParams } from './bot-address'
import { BotTab } from './bot-tabs'

type Props = { params: Promise<{ botId: string }>; searchParams: Promise<SearchParams> }

const rangeLabels = { '24h': '24 h', '7d': '7 d', '30d': '30 d', all: 'All' } as const
const tabLabels = {
  deals: 'Deals',
  trades: 'Trades',
  orders: 'Orders',
  log: 'Log',
  equity: 'Equity',
  settings: 'Settings',
} as const

// The title needs the bot, too: one read serves both.
const botOf = cache(async (botId: string) => botDetail(await requireTenant(), botId))

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const bot = await botOf((await params).botId)
  return { title: bot === null ? 'Not found' : `${bot.name}, bot` }
}

export default async function BotPage({ params, searchParams }: Props) {
  const tenant = await requireTenant()
  const { botId } = await params
  const bot = await botOf(botId)
  if (bot === null) notFound()
  const address = readAddress(await searchParams)
  const pair = bot.pairs.find((candidate) => candidate.id === address.pair) ?? bot.pairs[0]
  if (pair === undefined) notFound()
  const range = address.range ?? (await rangeOfLastTrade(tenant, bot.id, pair))
  const [{ candles, markers }, orders] = await Promise.all([
    candlesWithMarkers(tenant, bot.id, pair.id, range),
    listOrders(tenant, bot.id),
  ])
  return (
    <>
      <BotHeader bot={bot} actions={botActions} freshness={<LiveRefresh from={new Date().toISOString()} />} />
      <BotFigures bot={bot} />
      <div className="grid gap-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Card>
          <CardHeader>
            <CardTitle>{symbolName(pair.symbol)}</CardTitle>
            <div className="flex flex-wrap gap-2">
              {bot.pairs.length > 1 && (
                <SegmentLinks
                  label="Pair"
                  segments={bot.pairs.map((candidate) => ({
                    label: `${symbolName(candidate.symbol).replace(' perp', '')} ${candidate.side}`,
                    href: botHref(bot.id, address, { pair: candidate.id }),
                    current: candidate.id === pair.id,
                  }))}
                />
              )}
              <SegmentLinks
                label="Range"
                segments={ranges.map((choice) => ({
                  label: rangeLabels[choice],
                  href: botHref(bot.id, address, { range: choice }),
                  current: choice === range,
                }))}
              />
            </div>
          </CardHeader>
          <CardContent>
            <CandleChart
              key={`${pair.id} ${range}`}
              symbol={pair.symbol}
              candles={candles}
              markers={markers}
              lines={priceLinesOf(pair.deal)}
              priceDecimals={pair.priceDecimals}
            />
          </CardContent>
        </Card>
        <PositionPanel
          pair={pair}
          orders={orders.filter((order) => order.symbol === pair.symbol && order.positionSide === pair.side)}
          intervalSec={bot.intervalSec}
        >
          <CloseNow bot={bot} pair={pair} action={botActions.closeNow} />
        </PositionPanel>
      </div>
      <Card>
        <CardHeader>
          <CardTitle>Punctuality</CardTitle>
        </CardHeader>
        <CardContent>
          <TickStrip ticks={bot.ticks} />
        </CardContent>
      </Card>
      <JournalCheck botId={bot.id} action={checkJournalAction} />
      <Card>
        <TabLinks
          label="Details"
          className="px-3 pt-1"
          tabs={tabNames.map((tab) => ({
            label: tabLabels[tab],
            href: botHref(bot.id, address, { tab }),
            current: tab === address.tab,
            count: tab === 'orders' ? orders.length : undefined,
          }))}
        />
        <BotTab tenant={tenant} bot={bot} address={address} range={range} orders={orders} />
      </Card>
    </>
  )
}

/** A chart without a trade explains nothing: unless the reader chose a range, the newest trade of the pair is in it. */
async function rangeOfLastTrade(tenant: Tenant, botId: string, pair: PairDetailView): Promise<EquityRange> {
  const { rows } = await listTrades(tenant, botId, null)
  const newest = rows.find((trade) => trade.symbol === pair.symbol && trade.side === pair.side)
  return rangeShowing(newest === undefined ? null : Date.parse(newest.at), new Date().getTime())
}
