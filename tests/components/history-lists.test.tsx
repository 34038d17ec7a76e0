import { render, screen, within } from '@testing-library/react'
import type { ReactElement } from 'react'
import { readAddress, botHref, rangeShowing } from '@/app/(dashboard)/bots/[botId]/bot-address'
import { ClockProvider } from '@/components/layout/clock'
import { DealTable } from '@/components/trading/deal-table'
import { LogList } from '@/components/trading/log-list'
import { OrderTable } from '@/components/trading/order-table'
import { TradeTable } from '@/components/trading/trade-table'
import { deal, logEntry, order, trade, viewedAt } from '@/tests/support/bot-views'

const show = (list: ReactElement) => render(<ClockProvider serverNow={viewedAt}>{list}</ClockProvider>)

/** The values of a list's first card as they are read out. */
const firstCard = (name: string) => within(screen.getByRole('list', { name })).getAllByRole('listitem')[0]

describe('what a bot did', () => {
  test.each([
    [
      'Deals, newest first',
      <DealTable key="deals" deals={[deal(), deal({ id: 'deal_14', endedAt: null, endReason: null })]} />,
    ],
    ['Trades, newest first', <TradeTable key="trades" trades={[trade(), trade({ id: 'trd_2' })]} />],
    ['Orders of the running deals', <OrderTable key="orders" orders={[order()]} />],
  ])('%s are a table and, for phones, cards, each naming the zone of its times once', (name, list) => {
    show(list)
    const table = screen.getByRole('table', { name })
    const cards = within(screen.getByRole('list', { name })).getAllByRole('listitem')
    expect(cards).toHaveLength(within(table).getAllByRole('row').length - 1)
    expect(screen.getAllByText(/^UTC/)).toHaveLength(2)
  })

  test('a card of a deal pairs every figure with its name', () => {
    show(<DealTable deals={[deal(), deal({ id: 'deal_14', endedAt: null, endReason: null })]} />)
    const names = within(firstCard('Deals, newest first') ?? document.body)
      .getAllByRole('term')
      .map((term) => term.textContent)
    expect(names).toEqual(['Opened', 'Ended', 'Safety orders', 'Largest', 'Average', 'Fees', 'Funding'])
  })

  test('the log names the pair as people read it', () => {
    show(<LogList entries={[logEntry({ pair: 'BTC/USDT:USDT long' })]} />)
    expect(screen.getByText('BTC/USDT perp, long')).toBeInTheDocument()
  })
})

describe('the range a chart begins with', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  const daysAgo = (days: number) => now - days * 86_400_000

  test.each([
    [null, '24h'],
    [daysAgo(0.5), '24h'],
    [daysAgo(1.5), '7d'],
    [daysAgo(8), '30d'],
    [daysAgo(40), 'all'],
  ] as const)('%# is the shortest that shows the newest trade', (tradedAt, range) => {
    expect(rangeShowing(tradedAt, now)).toBe(range)
  })

  test('a chosen range stays in the address, also the shortest one', () => {
    const address = readAddress({ range: '24h' })
    expect(botHref('bot_1', address, { tab: 'log' })).toBe('/bots/bot_1?tab=log&range=24h')
    expect(botHref('bot_1', readAddress({ range: 'ever' }), {})).toBe('/bots/bot_1')
  })
})
