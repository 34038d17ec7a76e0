import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { ClockProvider } from '@/components/layout/clock'
import { BotCard } from '@/components/trading/bot-card'
import { stripSummary, tickState, TickStrip } from '@/components/trading/tick-strip'
import type { ActionState } from '@/lib/action-state'
import type { BotCardView } from '@/lib/bots/views'
import { botCard, botDetail, pairCard, viewedAt } from '@/tests/support/bot-views'

const done = async (): Promise<ActionState> => ({ status: 'success', message: 'Done.' })

function show(
  bot: BotCardView,
  over: Partial<Record<'start' | 'pause' | 'resume' | 'stop', typeof done>> = {},
) {
  const actions = { start: done, pause: done, resume: done, stop: done, ...over }
  render(
    <ClockProvider serverNow={viewedAt}>
      <BotCard bot={bot} actions={actions} />
    </ClockProvider>,
  )
}

describe('a bot on the dashboard', () => {
  test('names its status, environment, venue, and each pair with its reason and since when', () => {
    show(botCard({ pairs: [pairCard(), pairCard({ id: 'pair_2', symbol: 'ETH/USDT:USDT', side: 'short' })] }))
    const card = screen.getByRole('region', { name: 'BTC ladder' })
    expect(card).toHaveTextContent('Running')
    expect(card).toHaveTextContent(/paper/i)
    expect(card).toHaveTextContent('Paper exchange, simulated market, every 5 min')
    const pairs = within(card).getAllByRole('listitem')
    expect(pairs).toHaveLength(2)
    expect(pairs[1]).toHaveTextContent('ETH/USDT perp')
    expect(pairs[1]).toHaveTextContent('Short')
    expect(pairs[1]).toHaveTextContent('Orders are in place: take profit 1.10 % above the price')
    expect(pairs[1]).toHaveTextContent('since 12 min ago')
  })

  test('shows when it last looked and when it looks again, by the server clock', () => {
    show(botCard())
    expect(screen.getByText('1 min ago')).toHaveAttribute('title', expect.stringContaining('2026'))
    expect(screen.getByText('in 3 min')).toBeInTheDocument()
  })

  test.each([
    ['RUNNING', ['Pause', 'Stop']],
    ['PAUSED', ['Resume', 'Stop']],
    ['EXIT_ONLY', ['Stop']],
    ['ERROR', ['Stop']],
    ['DRAFT', ['Start']],
    ['STOPPED', ['Start']],
    ['STOPPING', []],
  ] as const)('a bot that is %s offers exactly %p', (status, names) => {
    show(botCard({ status }))
    const shown = screen.queryAllByRole('button').map((button) => button.textContent)
    expect(shown).toHaveLength(names.length)
    names.forEach((name, index) => expect(shown[index]).toContain(name))
  })

  test('sends the bot it stands for, and says why a command was refused', async () => {
    const sent: FormData[] = []
    const refuse = async (...args: unknown[]): Promise<ActionState> => {
      if (args[1] instanceof FormData) sent.push(args[1])
      return { status: 'failed', message: 'The market has no fresh price.', values: {} }
    }
    show(botCard({ status: 'STOPPED' }), { start: refuse })
    await userEvent.click(screen.getByRole('button', { name: /Start/ }))
    expect(await screen.findByText('The market has no fresh price.')).toBeInTheDocument()
    expect(sent[0]?.get('botId')).toBe('bot_1')
  })
})

describe('the strip of the last ticks', () => {
  test('says in words what it draws, and names the ticks that were not on time', () => {
    render(<TickStrip ticks={botDetail().ticks} />)
    const sentence = 'Last 48 ticks: 46 on time, 1 late, 1 failed.'
    expect(screen.getByRole('img', { name: sentence })).toBeInTheDocument()
    expect(screen.getByText(/42 s late/)).toBeInTheDocument()
    expect(screen.getByText(/the exchange did not answer/)).toBeInTheDocument()
  })

  test('a bot that never ticked says so', () => {
    expect(stripSummary([])).toBe('No ticks yet.')
  })

  test.each([
    ['done', 0, 'on-time'],
    ['done', 10_000, 'late'],
    ['failed', 0, 'failed'],
    ['missed', 0, 'missed'],
  ] as const)('an outcome of %s with %d ms is %s', (outcome, latenessMs, state) => {
    expect(tickState({ at: '2026-11-21T12:00:00Z', outcome, latenessMs, note: '' })).toBe(state)
  })
})
