import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactElement } from 'react'
import { DemoSignIn } from '@/app/(auth)/sign-in/demo-sign-in'
import { ClockProvider } from '@/components/layout/clock'
import { BotHeader } from '@/components/trading/bot-header'
import { ConditionSentence } from '@/components/trading/condition-sentence'
import { NextTick } from '@/components/trading/next-tick'
import { PriceAge } from '@/components/trading/price-age'
import { AsOf } from '@/components/ui/relative-time'
import { Term } from '@/components/ui/term'
import type { ActionState } from '@/lib/action-state'
import { botDetail, pairCard, viewedAt } from '@/tests/support/bot-views'

const ago = (seconds: number) => new Date(viewedAt - seconds * 1000).toISOString()
const show = (element: ReactElement) => render(<ClockProvider serverNow={viewedAt}>{element}</ClockProvider>)
const done = async (): Promise<ActionState> => ({ status: 'success', message: 'Done.' })
const actions = { start: done, pause: done, resume: done, stop: done, closeNow: done, remove: done }

describe('the age of what is shown', () => {
  test.each([
    ['prices of this tick', 60, 300, 'prices from 1 min ago'],
    ['prices of the last but one', 599, 300, 'prices from 9 min ago'],
    ['older prices', 700, 300, 'Stale: prices from 11 min ago'],
    ['prices of a stopped bot', 172_800, 300, 'Stale: prices from 2 d ago'],
    ['prices of a fast bot within two minutes', 119, 30, 'prices from 1 min ago'],
  ])('%s are named so', (_, seconds, intervalSec, words) => {
    const { container } = show(<PriceAge at={ago(seconds)} intervalSec={intervalSec} />)
    expect(container).toHaveTextContent(words)
  })

  test.each([
    [null, 'not planned'],
    [ago(-40), 'in 40 s'],
    [ago(0), 'due now'],
    [ago(29), 'due now'],
    [ago(90), 'due 1 min ago'],
  ])('a next tick at %p reads "%s"', (at, words) => {
    const { container } = show(<NextTick at={at} />)
    expect(container).toHaveTextContent(words)
  })

  test('figures confirmed a moment ago say so, older ones name the time of day and its zone', () => {
    const { container } = show(<AsOf at={ago(5)} />)
    expect(container).toHaveTextContent('as of just now')
    const { container: older } = show(<AsOf at={ago(65)} />)
    expect(older).toHaveTextContent(/^as of \d\d:\d\d:55 UTC/)
  })
})

describe('a command that is not possible now', () => {
  test('stays visible, with the sentence why on the page and tied to its button', () => {
    show(<BotHeader bot={botDetail()} actions={actions} freshness={null} />)
    const button = screen.getByRole('button', { name: 'Delete' })
    expect(button).toBeDisabled()
    expect(button).toHaveAccessibleDescription(
      /delete is not possible now: Stop the bot before you delete it/i,
    )
    expect(screen.getByText(/Stop the bot before you delete it/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Stop' })).toBeEnabled()
  })

  test('says nothing where everything is possible', () => {
    const free = { allowed: true, why: null }
    const commands = { ...botDetail().commands, delete: free }
    show(<BotHeader bot={botDetail({ commands })} actions={actions} freshness={null} />)
    expect(screen.queryByText(/is not possible now/)).toBeNull()
  })
})

describe('a trading term', () => {
  test('is a button that opens its own explanation', () => {
    show(<Term name="funding">funding</Term>)
    const target = screen.getByRole('button', { name: 'funding' }).getAttribute('popovertarget')
    const note = document.getElementById(target ?? '')
    expect(note).toHaveAttribute('popover', 'auto')
    expect(note).toHaveTextContent(/^Funding\. A payment between longs and shorts/)
  })

  test('inside a reason leaves the sentence as it is', () => {
    const condition = { ...pairCard().condition, sentence: 'Waiting: price 0.9 % above safety order 4.' }
    const { container } = show(<ConditionSentence condition={condition} explained />)
    const term = within(container).getByRole('button', { name: 'safety order' })
    expect(term.parentElement?.firstChild).toHaveTextContent('Waiting: price 0.9 % above')
    expect(container).toHaveTextContent(/ 4\. since 12 min ago$/)
  })
})

describe('the demo account', () => {
  test('one press signs in with it, and goes where the visitor was going', async () => {
    const sent: Record<string, unknown>[] = []
    const action = async (_previous: ActionState, payload: unknown): Promise<ActionState> => {
      if (payload instanceof FormData) sent.push(Object.fromEntries(payload))
      return { status: 'failed', message: 'Too many tries.', values: {} }
    }
    render(<DemoSignIn action={action} next="/bots" email="demo@example.com" password="a demo password" />)
    expect(screen.getByText('a demo password')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Use the demo account' }))
    expect(await screen.findByText('Too many tries.')).toBeVisible()
    expect(sent).toEqual([{ email: 'demo@example.com', password: 'a demo password', next: '/bots' }])
  })
})
