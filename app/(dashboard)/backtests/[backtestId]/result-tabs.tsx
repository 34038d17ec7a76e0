import type { Route } from 'next'
import { DealRows } from '@/components/backtests/deal-rows'
import { Figures } from '@/components/backtests/figures'
import { PartPages } from '@/components/backtests/part-pages'
import { SettingsList } from '@/components/backtests/settings-list'
import { TradeTable } from '@/components/trading/trade-table'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { TabLinks } from '@/components/ui/tab-links'
import type { Tenant } from '@/lib/auth/tenant'
import { partOfBacktest } from '@/lib/backtests/queries'
import { tradeView } from '@/lib/backtests/reading/markers'
import { DEALS_PER_PART, TRADES_PER_PART, type StoredSummary } from '@/lib/backtests/running/report-parts'
import type { BacktestView } from '@/lib/backtests/views'
import { backtestHref, tabNames, type BacktestAddress } from './backtest-address'

type Props = { tenant: Tenant; backtest: BacktestView; summary: StoredSummary; address: BacktestAddress }

const labels = { deals: 'Deals', trades: 'Trades', figures: 'All figures', settings: 'Settings' } as const

/** Deals, trades, figures and settings of a finished run; only the chosen one is read. */
export function ResultTabs(props: Props) {
  const { backtest, summary, address } = props
  const counts = { deals: summary.dealCount, trades: summary.trades, figures: undefined, settings: undefined }
  return (
    <Card>
      <TabLinks
        label="Details"
        className="px-3 pt-1"
        tabs={tabNames.map((tab) => ({
          label: labels[tab],
          href: backtestHref(backtest.id, address, { tab }),
          current: tab === address.tab,
          count: counts[tab],
        }))}
      />
      <Tab {...props} />
    </Card>
  )
}

function Tab(props: Props) {
  switch (props.address.tab) {
    case 'deals':
      return <Deals {...props} />
    case 'trades':
      return <Trades {...props} />
    case 'figures':
      return <Figures summary={props.summary} />
    case 'settings':
      return <SettingsList backtest={props.backtest} />
  }
}

async function Deals({ tenant, backtest, summary, address }: Props) {
  const deals = await partOfBacktest(tenant, backtest.id, 'deals', address.page)
  if (deals === null) {
    return (
      <EmptyState title="No deals">
        The conditions to open a deal were never met in this period. The settings tab shows what they were.
      </EmptyState>
    )
  }
  return (
    <>
      <DealRows
        deals={deals}
        hrefOf={({ symbol, side, number }) =>
          `${backtestHref(backtest.id, address, { deal: { symbol, side, number }, page: address.page })}#chart` as Route
        }
      />
      <PartPages
        page={address.page}
        pages={Math.ceil(summary.dealCount / DEALS_PER_PART)}
        hrefOf={(page) => backtestHref(backtest.id, address, { page })}
      />
    </>
  )
}

async function Trades({ tenant, backtest, summary, address }: Props) {
  const trades = await partOfBacktest(tenant, backtest.id, 'trades', address.page)
  if (trades === null) {
    return <EmptyState title="No trades">No order was filled in this period.</EmptyState>
  }
  return (
    <>
      <TradeTable
        trades={trades.map((trade, index) => tradeView(trade, address.page * TRADES_PER_PART + index))}
        order="oldest first"
      />
      <PartPages
        page={address.page}
        pages={Math.ceil(summary.trades / TRADES_PER_PART)}
        hrefOf={(page) => backtestHref(backtest.id, address, { page })}
      />
    </>
  )
}
