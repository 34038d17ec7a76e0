import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { BotForm, type BotFormProps } from '@/components/bot-form/bot-form'
import type { ActionState } from '@/lib/action-state'
import { accountOption, etherOption, instrumentOption, planUsage } from '@/tests/support/bot-views'

const live = accountOption({
  id: 'acc_live_0001',
  label: 'Bybit main',
  environment: 'live',
  exchange: 'Bybit',
  market: null,
})

/** Refuses what it gets, as the server does: the typed values come back. */
function refusing(faults: readonly { field: string; message: string }[]) {
  const sent: Record<string, string>[] = []
  const action = async (_previous: ActionState, form: FormData): Promise<ActionState> => {
    const values = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))
    sent.push(values)
    return { status: 'invalid', faults, values }
  }
  return { action, sent }
}

function show(over: Partial<BotFormProps> = {}) {
  const accounts = [accountOption(), live]
  const markets = [instrumentOption(), etherOption]
  render(
    <BotForm
      action={async () => ({ status: 'idle' })}
      accounts={accounts}
      instruments={{ [accounts[0]?.id ?? '']: markets, [live.id]: markets }}
      usage={planUsage()}
      requestKey="one-time-key-0001"
      {...over}
    />,
  )
}

const ladder = () => screen.getByRole('table', { name: /^Ladder at the last price/ })
const rows = () => within(ladder()).getAllByRole('row').slice(1)
const type = async (label: string, text: string) => {
  const input = screen.getByLabelText(label)
  await userEvent.clear(input)
  await userEvent.type(input, text)
}

describe('the form of a new bot', () => {
  test('starts with the paper account and a preset, its ladder already drawn', () => {
    show()
    expect(screen.getByRole('radio', { name: /Paper: Paper account/ })).toBeChecked()
    expect(rows()).toHaveLength(6)
    expect(rows()[1]).toHaveTextContent('59,100.0')
  })

  test('the ladder follows every number as it is typed', async () => {
    show()
    await type('Safety orders', '2')
    expect(rows()).toHaveLength(3)
    await type('First step', '2')
    expect(rows()[1]).toHaveTextContent('58,800.0')
    await userEvent.click(screen.getByRole('radio', { name: 'Short' }))
    expect(rows()[1]).toHaveTextContent('61,200.0')
  })

  test('a number that cannot be read takes the ladder away and is explained once left', async () => {
    show()
    await type('Take profit', '1,5')
    expect(screen.queryByRole('table', { name: /^Ladder/ })).toBeNull()
    await userEvent.tab()
    expect(screen.getByLabelText('Take profit')).toHaveAccessibleDescription(/1\.5, not 1,5/)
    expect(screen.getByLabelText('Take profit')).toBeInvalid()
  })

  test('what the bot would refuse is said while typing, with the order it concerns', async () => {
    show()
    await type('Leverage', '50')
    expect(screen.getByText('This ladder would be refused')).toBeInTheDocument()
    expect(within(ladder()).getAllByText('(refused)').length).toBeGreaterThan(0)
  })

  test('a preset fills in its settings for the capital that stands there', async () => {
    show()
    await type('Allocated capital', '2000')
    await userEvent.click(screen.getByRole('button', { name: /Careful/ }))
    expect(screen.getByLabelText('Allocated capital')).toHaveValue('2000')
    expect(screen.getByLabelText('Leverage')).toHaveValue('2')
    expect(screen.getByLabelText('Safety orders')).toHaveValue('4')
    expect(rows()).toHaveLength(5)
  })

  test('the review says in sentences what will happen, and where', async () => {
    show()
    await userEvent.click(screen.getByRole('radio', { name: /LIVE: Bybit main/ }))
    const review = screen.getByRole('region', { name: /Review/ })
    expect(review).toHaveTextContent('LIVE, real money on Bybit')
    expect(review).toHaveTextContent('BTC/USDT perp long at 3×')
    expect(review).toHaveTextContent('gives up at a loss of 12.00 %')
  })

  test('a second pair takes another market, can be removed, and stops at the limit of the plan', async () => {
    show()
    await userEvent.click(screen.getByRole('button', { name: 'Add a pair' }))
    expect(screen.getAllByLabelText('Market').map((select) => (select as HTMLSelectElement).value)).toEqual([
      'BTC/USDT:USDT',
      'ETH/USDT:USDT',
    ])
    expect(screen.getByRole('button', { name: 'Add a pair' })).toBeDisabled()
    expect(screen.getByText(/Basic allows 2 pairs per bot/)).toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: 'Remove pair 1' }))
    expect(screen.getByLabelText('Market')).toHaveValue('ETH/USDT:USDT')
    expect(screen.getByLabelText('Market')).toHaveAttribute('name', 'pairs.0.symbol')
  })

  test('live is disabled with the reason where the plan does not allow it', () => {
    show({ usage: planUsage({ planName: 'Free', canTradeLive: false }) })
    const choice = screen.getByRole('radio', { name: /LIVE: Bybit main/ })
    expect(choice).toBeDisabled()
    expect(screen.getByText('Free trades on paper and testnet only.')).toBeInTheDocument()
  })

  test('the name follows market and side of the first pair until somebody types one', async () => {
    show()
    expect(screen.getByLabelText('Name')).toHaveValue('BTC long')
    await userEvent.selectOptions(screen.getByLabelText('Market'), 'ETH/USDT:USDT')
    await userEvent.click(screen.getByRole('radio', { name: 'Short' }))
    expect(screen.getByLabelText('Name')).toHaveValue('ETH short')
    await type('Name', 'Mine')
    await userEvent.click(screen.getByRole('radio', { name: 'Long' }))
    expect(screen.getByLabelText('Name')).toHaveValue('Mine')
  })

  test('the summary tells the worst case of all pairs together and where the findings are', async () => {
    show()
    const review = screen.getByRole('region', { name: /Review/ })
    const value = (label: string) => within(review).getByText(label).parentElement?.textContent ?? ''
    const one = Number(/[\d.,]+(?= USDT)/.exec(value('Funds needed'))?.[0].replace(',', ''))
    expect(one).toBeGreaterThan(0)
    await userEvent.click(screen.getByRole('button', { name: 'Add a pair' }))
    await userEvent.selectOptions(screen.getAllByLabelText('Market')[1] ?? document.body, 'BTC/USDT:USDT')
    const two = Number(/[\d.,]+(?= USDT)/.exec(value('Funds needed'))?.[0].replace(',', ''))
    expect(two).toBeCloseTo(2 * one, 1)
    await userEvent.click(screen.getByRole('button', { name: 'Remove pair 2' }))
    await type('Leverage', '50')
    expect(within(review).getByRole('link', { name: /^Would be refused: \d+ reasons? under/ })).toBeVisible()
    await userEvent.clear(screen.getByLabelText('Stop loss'))
    expect(value('Loss at the stop')).toContain('no stop set')
    await type('Take profit', 'x')
    expect(value('Funds needed')).toBe('Funds needed-')
  })

  test('the preset that stands in the form is marked', async () => {
    show()
    expect(screen.getByRole('button', { name: /Balanced/ })).toHaveAttribute('aria-pressed', 'true')
    await type('First step', '3')
    expect(screen.getByRole('button', { name: /Balanced/ })).toHaveAttribute('aria-pressed', 'false')
  })

  test('without a fresh price the ladder is shown in percent', () => {
    show({ instruments: { acc_paper_0001: [instrumentOption({ lastPrice: null, priceAt: null })] } })
    expect(screen.getByText(/^There is no fresh price/)).toBeInTheDocument()
    expect(screen.getByRole('table', { name: /^Ladder in percent/ })).toHaveTextContent('1.50 %')
  })

  test('sends flat names, the one-time key and the wish to start', async () => {
    const { action, sent } = refusing([])
    show({ action })
    await type('Name', 'My bot')
    await userEvent.click(screen.getByRole('button', { name: /Create and start/ }))
    await waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]).toMatchObject({
      name: 'My bot',
      accountId: 'acc_paper_0001',
      intervalSec: '300',
      requestKey: 'one-time-key-0001',
      start: 'on',
      'pairs.0.symbol': 'BTC/USDT:USDT',
      'pairs.0.side': 'long',
      'pairs.0.leverage': '3',
      'pairs.0.config.takeProfitPct': '1.5',
      'pairs.0.config.takeProfitNetOfFees': 'true',
      'pairs.0.config.maxDeals': '',
    })
  })

  test('a refused submit keeps every choice, moves to the summary, and sends the same again', async () => {
    const { action, sent } = refusing([{ field: 'name', message: 'Enter a name.' }])
    show({ action })
    await userEvent.click(screen.getByRole('radio', { name: 'Short' }))
    await userEvent.selectOptions(screen.getByLabelText('Market'), 'ETH/USDT:USDT')
    await userEvent.selectOptions(screen.getByLabelText('Decide every'), '900')
    await type('Take profit', '2.25')
    await userEvent.click(screen.getByRole('button', { name: /Create and start/ }))
    const summary = await screen.findByRole('alert')
    expect(summary).toHaveFocus()
    expect(screen.getByLabelText('Market')).toHaveValue('ETH/USDT:USDT')
    expect(screen.getByLabelText('Decide every')).toHaveValue('900')
    expect(screen.getByRole('radio', { name: 'Short' })).toBeChecked()
    await userEvent.click(within(summary).getByRole('link', { name: 'Name: Enter a name.' }))
    expect(screen.getByLabelText('Name')).toHaveFocus()
    await userEvent.click(screen.getByRole('button', { name: /Create and start/ }))
    await waitFor(() => expect(sent).toHaveLength(2))
    expect(sent[1]).toEqual(sent[0])
    expect(sent[1]).toMatchObject({ 'pairs.0.side': 'short', 'pairs.0.symbol': 'ETH/USDT:USDT' })
  })

  test('a pair without a stop loss asks for a confirmation', async () => {
    show()
    expect(screen.queryByRole('switch', { name: /I want no stop loss/ })).toBeNull()
    await userEvent.clear(screen.getByLabelText('Stop loss'))
    expect(screen.getByRole('switch', { name: /I want no stop loss/ })).not.toBeChecked()
  })
})

describe('the form of a martingale bot', () => {
  const choose = () => userEvent.click(screen.getByRole('radio', { name: /^Martingale/ }))

  test('asks for the settings of the chosen strategy, and keeps what was typed for the other', async () => {
    show()
    await type('Take profit', '2.25')
    await choose()
    expect(screen.queryByLabelText('Take profit')).toBeNull()
    expect(screen.queryByRole('table', { name: /^Ladder/ })).toBeNull()
    expect(screen.getByLabelText('First order')).toHaveValue('0.006')
    expect(screen.getByText('Margin it may use at most')).toBeInTheDocument()
    await userEvent.click(screen.getByRole('radio', { name: /^Ladder/ }))
    expect(screen.getByLabelText('Take profit')).toHaveValue('2.25')
  })

  test('says plainly what the original does, and asks for the phrase only where real money is at stake', async () => {
    show()
    await choose()
    await userEvent.click(screen.getByRole('button', { name: /^Original/ }))
    expect(screen.getByText(/Near liquidation it always buys more/)).toBeInTheDocument()
    expect(screen.queryByLabelText(/I accept the faults of classic/)).toBeNull()
    await userEvent.click(screen.getByRole('radio', { name: /Bybit main/ }))
    expect(screen.getByLabelText(/I accept the faults of classic/)).toBeInTheDocument()
  })

  test('a dangerous choice asks for its phrase on paper too, and sends what was typed', async () => {
    const { action, sent } = refusing([])
    show({ action })
    await choose()
    await userEvent.click(screen.getByText('Adding and liquidation'))
    const critical = screen.getByRole('group', { name: 'Add near liquidation' })
    await userEvent.click(within(critical).getByRole('radio', { name: 'Yes' }))
    await userEvent.type(screen.getByLabelText(/this can ruin my account/), 'this can ruin my account')
    expect(screen.getByText('Accepted.')).toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: /Create and start/ }))
    await waitFor(() => expect(sent).toHaveLength(1), { timeout: 10_000 })
    expect(sent[0]).toMatchObject({
      'pairs.0.strategy': 'martingale',
      'pairs.0.config.addWhenCritical': 'true',
      'consents.adds-when-critical': 'this can ruin my account',
    })
  })
})
