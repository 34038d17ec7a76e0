import Link from 'next/link'
import { Curves } from '@/components/backtests/curves'
import { CandleChart } from '@/components/charts/candle-chart'
import { quoteOf, symbolName } from '@/components/trading/format'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { SegmentLinks } from '@/components/ui/segment-links'
import type { Tenant } from '@/lib/auth/tenant'
import { dealOfBacktest, partOfBacktest } from '@/lib/backtests/queries'
import { markerOf } from '@/lib/backtests/reading/markers'
import { TRADES_PER_PART, type StoredSummary } from '@/lib/backtests/running/report-parts'
import type { BacktestView } from '@/lib/backtests/views'
import { backtestHref, type BacktestAddress } from './backtest-address'

type Props = { tenant: Tenant; backtest: BacktestView; summary: StoredSummary; address: BacktestAddress }

/** Equity and drawdown, and the candles with the trades on them. */
export async function ResultCharts(props: Props) {
  const { tenant, backtest, address } = props
  const series = await partOfBacktest(tenant, backtest.id, 'series')
  return (
    <>
      {series !== null && series.at.length > 1 && (
        <Card>
          <CardHeader>
            <CardTitle>Equity and drawdown</CardTitle>
          </CardHeader>
          <CardContent>
            <Curves
              runs={[{ name: backtest.name, series }]}
              quote={quoteOf(backtest.request.config.pairs[0]?.symbol ?? '')}
            />
          </CardContent>
        </Card>
      )}
      {address.deal === null ? <Overview {...props} /> : <DealChart {...props} deal={address.deal} />}
    </>
  )
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** More marks than this hide the candles; each deal has its own chart. */
const MOST_MARKED_TRADES = 200

async function Overview({ tenant, backtest, summary, address }: Props) {
  const place = Math.min(address.market, summary.markets.length - 1)
  const market = summary.markets[place]
  if (market === undefined) return null
  const isMarked = summary.trades <= MOST_MARKED_TRADES
  const [part, ...pages] = await Promise.all([
    partOfBacktest(tenant, backtest.id, 'candles', place),
    ...(isMarked
      ? range(MOST_MARKED_TRADES / TRADES_PER_PART).map((page) =>
          partOfBacktest(tenant, backtest.id, 'trades', page),
        )
      : []),
  ])
  const candles = part?.candles ?? []
  const times = candles.map(({ time }) => time)
  const trades = pages.flatMap((page) => page ?? []).filter(({ symbol }) => symbol === market.symbol)
  return (
    <Card id="chart">
      <CardHeader>
        <CardTitle>{symbolName(market.symbol)} and the trades</CardTitle>
        {summary.markets.length > 1 && (
          <SegmentLinks
            label="Market"
            segments={summary.markets.map(({ symbol }, index) => ({
              label: symbolName(symbol).replace(' perp', ''),
              href: backtestHref(backtest.id, address, { market: index, page: address.page }),
              current: index === place,
            }))}
          />
        )}
      </CardHeader>
      <CardContent className="grid gap-3">
        <CandleChart
          key={market.symbol}
          symbol={market.symbol}
          candles={candles}
          markers={trades.flatMap((trade) => markerOf(trade, times) ?? [])}
          lines={[]}
          priceDecimals={market.priceDecimals}
        />
        <p className="text-xs leading-relaxed text-muted-foreground">
          {isMarked
            ? 'Each mark stands at the candle that contains the trade.'
            : `${summary.trades.toLocaleString('en-US')} trades would hide the candles.`}{' '}
          Choose a deal in the list below to see it closely.
        </p>
      </CardContent>
    </Card>
  )
}

async function DealChart({
  tenant,
  backtest,
  summary,
  address,
  deal,
}: Props & { deal: NonNullable<BacktestAddress['deal']> }) {
  const found = await dealOfBacktest(tenant, backtest, deal)
  if (found === null) return <Overview {...{ tenant, backtest, summary, address }} />
  const market = summary.markets.find(({ symbol }) => symbol === deal.symbol)
  const { candles, trades } = found
  const times = typeof candles === 'string' ? [] : candles.map(({ time }) => time)
  return (
    <Card id="chart">
      <CardHeader>
        <CardTitle>
          Deal #{deal.number}, {symbolName(deal.symbol)} {deal.side}
        </CardTitle>
        <Button asChild variant="secondary" size="sm">
          <Link href={backtestHref(backtest.id, address, { deal: null, page: address.page })} scroll={false}>
            Show the whole run
          </Link>
        </Button>
      </CardHeader>
      <CardContent>
        {typeof candles === 'string' ? (
          <p className="rounded-lg border border-dashed border-border-strong px-6 py-10 text-center text-sm text-muted-foreground">
            {candles}
          </p>
        ) : (
          <CandleChart
            key={`${deal.symbol} ${deal.side} ${deal.number}`}
            symbol={deal.symbol}
            candles={candles}
            markers={trades.flatMap((trade) => markerOf(trade, times) ?? [])}
            lines={[]}
            priceDecimals={market?.priceDecimals ?? 2}
          />
        )}
      </CardContent>
    </Card>
  )
}
