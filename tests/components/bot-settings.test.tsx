import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { BotBasics } from '@/components/bot-form/bot-basics'
import { PairSettings } from '@/components/bot-form/pair-settings'
import type { ActionState } from '@/lib/action-state'
import { pairDetail } from '@/tests/support/bot-views'

function answering(answer: (values: Record<string, string>) => ActionState) {
  const sent: Record<string, string>[] = []
  const action = async (_previous: ActionState, form: FormData): Promise<ActionState> => {
    const values = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))
    sent.push(values)
    return answer(values)
  }
  return { action, sent }
}

const saved = (): ActionState => ({ status: 'success', message: 'Saved.' })

describe('the settings of an existing bot', () => {
  test('a stop loss can be given up only with the word that it is meant', async () => {
    const { action, sent } = answering(saved)
    render(<PairSettings botId="bot_1" pair={pairDetail()} isLive={false} action={action} />)
    expect(screen.queryByRole('switch')).toBeNull()
    await userEvent.clear(screen.getByLabelText('Stop loss'))
    await userEvent.click(screen.getByRole('switch', { name: /I want no stop loss/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Save settings' }))
    await waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]).toMatchObject({ pairId: 'pair_1', confirmNoStop: 'on', 'pairs.0.config.stopLossPct': '' })
  })

  test('the leverage of the next deals can be changed', async () => {
    const { action, sent } = answering(saved)
    render(<PairSettings botId="bot_1" pair={pairDetail()} isLive={false} action={action} />)
    const input = screen.getByLabelText('Leverage')
    await userEvent.clear(input)
    await userEvent.type(input, '7')
    await userEvent.click(screen.getByRole('button', { name: 'Save settings' }))
    await waitFor(() => expect(sent[0]).toMatchObject({ 'pairs.0.leverage': '7' }))
  })

  test('a refusal names its field, leads to it, and keeps what was chosen', async () => {
    const faults = [{ field: 'config.takeProfitPct', message: 'Too close to the fees.' }]
    const { action } = answering((values) => ({ status: 'invalid', faults, values }))
    render(<PairSettings botId="bot_1" pair={pairDetail()} isLive={false} action={action} />)
    await userEvent.click(screen.getByRole('radio', { name: 'Base order' }))
    await userEvent.click(screen.getByRole('button', { name: 'Save settings' }))
    await userEvent.click(await screen.findByRole('link', { name: 'Take profit: Too close to the fees.' }))
    expect(screen.getByLabelText('Take profit')).toHaveFocus()
    expect(screen.getByRole('radio', { name: 'Base order' })).toBeChecked()
  })

  test('name and rhythm are saved each by itself', async () => {
    const rename = answering(saved)
    const rhythm = answering(saved)
    const bot = { id: 'bot_1', name: 'BTC ladder', intervalSec: 300 }
    render(<BotBasics bot={bot} rename={rename.action} changeInterval={rhythm.action} />)
    await userEvent.selectOptions(screen.getByLabelText('Decide every'), '60')
    await userEvent.click(screen.getByRole('button', { name: 'Change' }))
    await waitFor(() => expect(rhythm.sent).toEqual([{ botId: 'bot_1', intervalSec: '60' }]))
    expect(rename.sent).toHaveLength(0)
    await userEvent.clear(screen.getByLabelText('Name'))
    await userEvent.type(screen.getByLabelText('Name'), 'Mine')
    await userEvent.click(screen.getByRole('button', { name: 'Rename' }))
    await waitFor(() => expect(rename.sent).toEqual([{ botId: 'bot_1', name: 'Mine' }]))
  })
})
