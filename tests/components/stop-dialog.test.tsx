import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { StopDialog } from '@/components/trading/stop-dialog'
import type { ActionState } from '@/lib/action-state'
import { botCard } from '@/tests/support/bot-views'

function show(answer: ActionState = { status: 'success', message: 'Stopped.' }, over = {}) {
  const sent: FormData[] = []
  const action = async (_previous: ActionState, form: FormData): Promise<ActionState> => {
    sent.push(form)
    return answer
  }
  render(<StopDialog bot={botCard(over)} action={action} />)
  return sent
}

const open = () => userEvent.click(screen.getByRole('button', { name: 'Stop' }))

describe('stopping a bot', () => {
  test('the dialog names the bot, the environment and the open deals, and starts on the safe answer', async () => {
    show(undefined, { environment: 'live', exchange: 'Bybit', openDeals: 2 })
    await open()
    const dialog = screen.getByRole('alertdialog', { name: /Stop .BTC ladder./ })
    expect(dialog).toHaveTextContent('LIVE, real money on Bybit')
    expect(dialog).toHaveTextContent('2 open deals')
    await waitFor(() => expect(screen.getByRole('button', { name: 'Keep running' })).toHaveFocus())
  })

  test('Escape changes nothing and gives the focus back', async () => {
    const sent = show()
    await open()
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('alertdialog')).toBeNull()
    expect(sent).toHaveLength(0)
    expect(screen.getByRole('button', { name: 'Stop' })).toHaveFocus()
  })

  test.each([
    [/Keep exits resting/, 'Stop bot, keep exits', 'keep-exits'],
    [/Cancel all orders/, 'Stop bot, cancel orders', 'cancel-orders'],
    [/Close at market/, 'Stop bot, close position', 'close'],
  ] as const)('choosing %p names the outcome on the button and sends it', async (choice, button, mode) => {
    const sent = show()
    await open()
    await userEvent.click(screen.getByRole('radio', { name: choice }))
    await userEvent.click(screen.getByRole('button', { name: button }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    expect(sent[0]?.get('stopMode')).toBe(mode)
    expect(sent[0]?.get('botId')).toBe('bot_1')
  })

  test('without a choice the exits stay', async () => {
    const sent = show()
    await open()
    await userEvent.click(screen.getByRole('button', { name: 'Stop bot, keep exits' }))
    await waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]?.get('stopMode')).toBe('keep-exits')
  })

  test('a refusal keeps the dialog open and says why', async () => {
    show({ status: 'failed', message: 'The bot is already stopping.', values: {} })
    await open()
    await userEvent.click(screen.getByRole('button', { name: 'Stop bot, keep exits' }))
    expect(await screen.findByText('The bot is already stopping.')).toBeInTheDocument()
    expect(screen.getByRole('alertdialog')).toBeInTheDocument()
  })
})
