'use client'

import { useActionState } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { formatInterval } from '@/components/trading/format'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'
import { intervals } from '@/lib/bots/intervals'
import { useAttempt } from './use-attempt'

type BasicsProps = {
  bot: { readonly id: string; readonly name: string; readonly intervalSec: number }
  rename: FormAction
  changeInterval: FormAction
}

/** Name of a bot and how often it decides; each is saved by itself. */
export function BotBasics({ bot, rename, changeInterval }: BasicsProps) {
  return (
    <div className="grid gap-x-8 gap-y-5 px-5 py-5 @2xl:grid-cols-2">
      <Rename bot={bot} action={rename} />
      <Rhythm bot={bot} action={changeInterval} />
    </div>
  )
}

function Rename({ bot, action }: { bot: BasicsProps['bot']; action: FormAction }) {
  const [state, submit] = useActionState(action, idle)
  const sent = 'values' in state ? state.values.name : undefined
  return (
    <form action={submit} noValidate className="grid content-start gap-1.5">
      <input type="hidden" name="botId" value={bot.id} />
      <Field name="name" label="Name" scope="basics" error={errorOf(state)} required>
        {(control) => (
          <div className="flex gap-2">
            <Input {...control} defaultValue={sent ?? bot.name} maxLength={60} autoComplete="off" />
            <SubmitButton variant="secondary" pendingLabel="Saving…" className="h-10">
              Rename
            </SubmitButton>
          </div>
        )}
      </Field>
      <Outcome state={state} />
    </form>
  )
}

function Rhythm({ bot, action }: { bot: BasicsProps['bot']; action: FormAction }) {
  const [state, submit] = useActionState(action, idle)
  const attempt = useAttempt(state)
  const sent = 'values' in state ? state.values.intervalSec : undefined
  return (
    <form action={submit} noValidate className="grid content-start gap-1.5">
      <input type="hidden" name="botId" value={bot.id} />
      <Field name="intervalSec" label="Decide every" scope="basics" error={errorOf(state)}>
        {(control) => (
          <div className="flex gap-2">
            <div className="min-w-0 grow">
              <Select {...control} key={attempt} defaultValue={sent ?? String(bot.intervalSec)}>
                {intervals.map((interval) => (
                  <option key={interval} value={String(interval)}>
                    {formatInterval(interval)}
                  </option>
                ))}
              </Select>
            </div>
            <SubmitButton variant="secondary" pendingLabel="Saving…" className="h-10">
              Change
            </SubmitButton>
          </div>
        )}
      </Field>
      <Outcome state={state} />
    </form>
  )
}

const errorOf = (state: ActionState): string | undefined =>
  state.status === 'invalid' ? state.faults[0]?.message : undefined

function Outcome({ state }: { state: ActionState }) {
  return (
    <p
      role="status"
      aria-live="polite"
      className={`text-xs empty:hidden ${state.status === 'success' ? 'text-profit' : 'text-loss'}`}
    >
      {state.status === 'success' || state.status === 'failed' ? state.message : ''}
    </p>
  )
}
