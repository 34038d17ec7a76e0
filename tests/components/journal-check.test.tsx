import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { JournalCheck } from '@/components/trading/journal-check'
import type { ActionState } from '@/lib/action-state'

function show(answer: ActionState) {
  const sent: Record<string, string>[] = []
  const action = async (_previous: ActionState, form: FormData): Promise<ActionState> => {
    sent.push(Object.fromEntries([...form].map(([name, value]) => [name, String(value)])))
    return answer
  }
  render(<JournalCheck botId="bot_1" action={action} />)
  return sent
}

const check = () => userEvent.click(screen.getByRole('button', { name: 'Check decisions' }))

describe('Checking the decisions of a bot', () => {
  test('says beforehand what is compared and how long it is kept', () => {
    show({ status: 'success', message: '' })
    expect(screen.getByRole('heading', { name: 'Replayable decisions' })).toBeVisible()
    expect(screen.getByText(/Kept for 90 days, at most 50,000 decisions/)).toBeVisible()
    expect(screen.getByText(/newest 1,000 decisions/)).toBeVisible()
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
  })

  test('tells the outcome to who sees it and to who hears it', async () => {
    const sent = show({ status: 'success', message: '12 of 12 identical.' })
    await check()
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('The check passed: 12 of 12'))
    expect(screen.getByRole('status')).toHaveAttribute('aria-live', 'polite')
    expect(sent).toEqual([{ botId: 'bot_1' }])
  })

  test.each<[string, ActionState, string]>([
    ['a difference', { status: 'failed', message: '11 of 12 identical.', values: {} }, '11 of 12 identical.'],
    [
      'a form that was meddled with',
      { status: 'invalid', faults: [{ field: 'botId', message: 'Too long.' }], values: {} },
      'Too long.',
    ],
  ])('says in words that it did not pass: %s', async (_, answer, sentence) => {
    show(answer)
    await check()
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent(`The check did not pass: ${sentence}`),
    )
  })
})
