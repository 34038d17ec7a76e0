import { BotBasics } from '@/components/bot-form/bot-basics'
import { PairSettings } from '@/components/bot-form/pair-settings'
import { EquityChart } from '@/components/charts/equity-chart'
import { DealTable } from '@/components/trading/deal-table'
import { LogFilter, LogList } from '@/components/trading/log-list'
import { OlderLinks } from '@/components/trading/older-link'
import { OrderTable } from '@/components/trading/order-table'
import { TradeTable } from '@/components/trading/trade-table'
import { CardContent } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import type { Tenant } from '@/lib/auth/tenant'
import { equitySeries, listDeals, listLog, listTrades } from '@/lib/bots/queries'
import type { BotDetailView, EquityRange, OrderView } from '@/lib/bots/views'
import { renameBotAction, updateIntervalAction, updatePairSettingsAction } from '../actions'
import { botHref, type BotAddress } from './bot-address'

type TabProps = {
  tenant: Tenant
  bot: BotDetailView
  address: BotAddress
  /** Of the charts, chosen or found. */
  range: EquityRange
  orders: readonly OrderView[]
}

/** The chosen tab of a bot's page; only its own rows are read. */
export function BotTab(props: TabProps) {
  switch (props.address.tab) {
    case 'deals':
      return <Deals {...props} />
    case 'trades':
      return <Trades {...props} />
    case 'orders':
      return <Orders orders={props.orders} />
    case 'log':
      return <Log {...props} />
    case 'equity':
      return <Equity {...props} />
    case 'settings':
      return <Settings bot={props.bot} />
  }
}

async function Deals({ tenant, bot, address }: TabProps) {
  const page = await listDeals(tenant, bot.id, address.cursor)
  if (page.rows.length === 0) {
    return (
      <EmptyState title="No deals yet">
        {bot.pairs[0]?.condition.sentence ?? 'A deal begins with its base order.'}
      </EmptyState>
    )
  }
  return (
    <>
      <DealTable deals={page.rows} />
      <Pages bot={bot} address={address} next={page.next} />
    </>
  )
}

async function Trades({ tenant, bot, address }: TabProps) {
  const page = await listTrades(tenant, bot.id, address.cursor)
  if (page.rows.length === 0) {
    return (
      <EmptyState title="No trades yet">Each filled order becomes one line here, with its reason.</EmptyState>
    )
  }
  return (
    <>
      <TradeTable trades={page.rows} />
      <Pages bot={bot} address={address} next={page.next} />
    </>
  )
}

function Orders({ orders }: { orders: readonly OrderView[] }) {
  if (orders.length === 0) {
    return (
      <EmptyState title="No orders">
        Orders of a running deal stand here, also those that only rest.
      </EmptyState>
    )
  }
  return <OrderTable orders={orders} />
}

async function Log({ tenant, bot, address }: TabProps) {
  const { cursor, level, text } = address
  const page = await listLog(tenant, bot.id, {
    cursor,
    level: level === '' ? null : level,
    text: text === '' ? null : text,
  })
  return (
    <>
      <LogFilter action={`/bots/${bot.id}`} level={level} text={text} />
      {page.rows.length === 0 ? (
        <EmptyState title={level === '' && text === '' ? 'Nothing logged yet' : 'No entry matches'}>
          Every tick that changes its mind writes one line here.
        </EmptyState>
      ) : (
        <LogList entries={page.rows} />
      )}
      <Pages bot={bot} address={address} next={page.next} />
    </>
  )
}

const spans: Record<EquityRange, string> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  all: 'its whole life',
}

async function Equity({ tenant, bot, range }: TabProps) {
  const points = await equitySeries(tenant, bot.id, range)
  return (
    <CardContent className="pt-5">
      <EquityChart points={points} span={spans[range]} />
    </CardContent>
  )
}

function Settings({ bot }: { bot: BotDetailView }) {
  return (
    <div className="divide-y divide-border">
      <BotBasics bot={bot} rename={renameBotAction} changeInterval={updateIntervalAction} />
      {bot.pairs.map((pair) => (
        <PairSettings
          key={pair.id}
          botId={bot.id}
          pair={pair}
          isLive={bot.environment === 'live'}
          action={updatePairSettingsAction}
        />
      ))}
    </div>
  )
}

function Pages({ bot, address, next }: { bot: BotDetailView; address: BotAddress; next: string | null }) {
  return (
    <OlderLinks
      newest={address.cursor === null ? null : botHref(bot.id, address, {})}
      older={next === null ? null : botHref(bot.id, address, { cursor: next })}
    />
  )
}
