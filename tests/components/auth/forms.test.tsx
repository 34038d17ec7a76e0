import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { ReasonForm } from '@/app/(admin)/admin/reason-form'
import { RegisterForm } from '@/app/(auth)/register/register-form'
import { SignInForm } from '@/app/(auth)/sign-in/sign-in-form'
import type { ActionState } from '@/lib/action-state'

/** An action that answers as told and keeps what it was sent. */
function answering(...answers: ActionState[]) {
  const sent: Record<string, unknown>[] = []
  const action = async (_previous: ActionState, payload: unknown): Promise<ActionState> => {
    if (payload instanceof FormData) sent.push(Object.fromEntries(payload))
    return answers[sent.length - 1] ?? { status: 'idle' }
  }
  return { action, sent }
}

const email = () => screen.getByLabelText('E-mail address')
const password = () => screen.getByLabelText('Password')
const wrong: ActionState = {
  status: 'failed',
  message: 'These do not match.',
  values: { email: 'ada@example.com', next: '/bots' },
}

async function signInOnce(action: ReturnType<typeof answering>['action']) {
  const user = userEvent.setup()
  render(<SignInForm action={action} next="/bots" />)
  await user.type(email(), 'ada@example.com')
  await user.type(password(), 'correct horse battery')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  return user
}

test('signing in sends the address, the password and where to go next', async () => {
  const { action, sent } = answering(wrong)
  await signInOnce(action)
  expect(sent).toEqual([{ email: 'ada@example.com', password: 'correct horse battery', next: '/bots' }])
})

test('after a refusal the sentence is announced, the address stays and the password is gone', async () => {
  await signInOnce(answering(wrong).action)
  expect(await screen.findByRole('status')).toHaveTextContent('These do not match.')
  expect(email()).toHaveValue('ada@example.com')
  expect(password()).toHaveValue('')
})

test('password managers know both fields, and the password can be looked at', async () => {
  const user = userEvent.setup()
  render(<SignInForm action={answering().action} next="/bots" />)
  expect(email()).toHaveAttribute('autocomplete', 'username')
  expect(password()).toHaveAttribute('autocomplete', 'current-password')
  await user.type(password(), 'secret')
  await user.click(screen.getByRole('button', { name: 'Show password' }))
  expect(password()).toHaveAttribute('type', 'text')
  expect(password()).toHaveValue('secret')
})

test('an invalid registration focuses the summary, whose entries lead to the fields', async () => {
  const faults = [{ field: 'password', message: 'Use at least 15 characters.' }]
  const { action } = answering({ status: 'invalid', faults, values: { email: 'ada@example.com' } })
  const user = userEvent.setup()
  render(<RegisterForm action={action} />)
  await user.type(email(), 'ada@example.com')
  await user.type(password(), 'short')
  await user.click(screen.getByRole('button', { name: 'Create account' }))
  const summary = await screen.findByRole('alert')
  expect(summary).toHaveFocus()
  expect(email()).toHaveValue('ada@example.com')
  expect(password()).toBeInvalid()
  expect(password()).toHaveAccessibleDescription(/At least 15 characters.*Use at least 15 characters\./)
  await user.click(within(summary).getByRole('link'))
  expect(password()).toHaveFocus()
})

test('a received registration gives way to its answer and the way to sign in', async () => {
  const { action, sent } = answering({ status: 'success', message: 'Thank you.' })
  const user = userEvent.setup()
  render(<RegisterForm action={action} />)
  await user.type(email(), 'ada@example.com')
  await user.type(password(), 'correct horse battery')
  await user.click(screen.getByRole('button', { name: 'Create account' }))
  expect(await screen.findByRole('status')).toHaveTextContent('Thank you.')
  expect(screen.getByRole('link', { name: 'Go to sign-in' })).toHaveAttribute('href', '/sign-in')
  expect(screen.queryByLabelText('Password')).toBeNull()
  expect(sent[0]).toMatchObject({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone })
})

test('a rejection without a reason is sent back to its field', async () => {
  const faults = [{ field: 'reason', message: 'Write a reason; the user reads it.' }]
  const { action, sent } = answering({ status: 'invalid', faults, values: {} })
  const user = userEvent.setup()
  render(
    <ReasonForm
      action={action}
      userId="usr_1"
      decision="reject"
      label="Reject"
      pendingLabel="Rejecting..."
    />,
  )
  await user.click(screen.getByText('Reject...'))
  await user.click(screen.getByRole('button', { name: 'Reject' }))
  expect(sent).toEqual([{ userId: 'usr_1', decision: 'reject', reason: '' }])
  expect(await screen.findByText('Write a reason; the user reads it.')).toBeVisible()
  expect(screen.getByLabelText('Reason')).toBeInvalid()
})

test.each([
  ['sign-in', <SignInForm key="a" action={answering().action} next="/" />],
  ['registration', <RegisterForm key="b" action={answering().action} />],
])(
  'the %s form breaks no rule of accessibility that can be checked without a screen',
  async (_name, form) => {
    const { container } = render(<main>{form}</main>)
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map((violation) => violation.id)).toEqual([])
  },
)
