'use client'

import { CircleAlert, CircleCheck } from 'lucide-react'
import { useActionState } from 'react'
import { Card, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'
import { CHECKED_ENTRIES, KEPT_DAYS, KEPT_ENTRIES } from '@/lib/domain/journal/kept'
import type { FormAction } from './bot-commands'

const counted = (count: number): string => count.toLocaleString('en-US')

/** Lets the owner have the bot's decisions taken again, and says what that means and how far back it reaches. */
export function JournalCheck({ botId, action }: { botId: string; action: FormAction }) {
  const [state, submit] = useActionState(action, idle)
  return (
    <Card>
      <CardHeader>
        <div className="grid max-w-2xl gap-1">
          <CardTitle>Replayable decisions</CardTitle>
          <CardDescription>
            Every decision is kept with all it was based on, each one sealed to the one before. Checking takes
            the newest {counted(CHECKED_ENTRIES)} decisions again and compares: they must come out identical,
            in an unbroken chain. Kept for {KEPT_DAYS} days, at most {counted(KEPT_ENTRIES)} decisions of a
            bot.
          </CardDescription>
        </div>
        <form action={submit}>
          <input type="hidden" name="botId" value={botId} />
          <SubmitButton variant="secondary" size="sm" pendingLabel="Checking…">
            Check decisions
          </SubmitButton>
        </form>
      </CardHeader>
      <div role="status" aria-live="polite" className="px-5 pb-4 empty:pb-1">
        <Outcome state={state} />
      </div>
    </Card>
  )
}

function Outcome({ state }: { state: ActionState }) {
  if (state.status === 'idle') return null
  const good = state.status === 'success'
  const Icon = good ? CircleCheck : CircleAlert
  return (
    <p className="flex gap-2 text-sm leading-relaxed break-words">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${good ? 'text-profit' : 'text-loss'}`} />
      <span className="min-w-0">
        <span className="sr-only">{good ? 'The check passed: ' : 'The check did not pass: '}</span>
        {state.status === 'invalid' ? state.faults[0]?.message : state.message}
      </span>
    </p>
  )
}
