'use client'

import { Square } from 'lucide-react'
import { useActionState, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import {
  AlertDialog,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogSafe,
  AlertDialogTitle,
  AlertDialogTrigger,
} from '@/components/ui/alert-dialog'
import { Button, type ButtonProps } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/radio-group'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'
import type { Environment } from '@/lib/bots/views'
import type { StopMode } from '@/lib/domain/strategies/contract'
import type { FormAction } from './bot-commands'
import { environmentPhrase } from './environment-chip'

const modes = [
  {
    value: 'keep-exits',
    label: 'Keep exits resting',
    help: 'Safety orders are cancelled. Take profit and stop stay and still end the deal; no new deal opens.',
  },
  {
    value: 'cancel-orders',
    label: 'Cancel all orders',
    help: 'Every order of this bot is cancelled. The position stays open and nothing protects it.',
  },
  {
    value: 'close',
    label: 'Close at market',
    help: 'Every order of this bot is cancelled and its position is sold or bought back at the market price.',
  },
] as const satisfies readonly { value: StopMode; label: string; help: string }[]

const outcomes: Record<StopMode, string> = {
  'keep-exits': 'Stop bot, keep exits',
  'cancel-orders': 'Stop bot, cancel orders',
  close: 'Stop bot, close position',
}

export type StoppableBot = {
  readonly id: string
  readonly name: string
  readonly environment: Environment
  readonly exchange: string
  readonly openDeals: number
}

/** Asks what becomes of the open deal before a bot is stopped; focus starts on "Keep running", Escape means the same. */
export function StopDialog({
  bot,
  action,
  why = null,
  whyId,
  ...button
}: { bot: StoppableBot; action: FormAction; why?: string | null; whyId?: string } & Pick<
  ButtonProps,
  'variant' | 'size' | 'className'
>) {
  const [open, setOpen] = useState(false)
  const [mode, setMode] = useState<StopMode>('keep-exits')
  const [state, submit] = useActionState(async (previous: ActionState, form: FormData) => {
    const next = await action(previous, form)
    if (next.status === 'success') setOpen(false)
    return next
  }, idle)
  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <Button {...button} disabled={why !== null} aria-describedby={why === null ? undefined : whyId}>
          <Square aria-hidden />
          Stop
        </Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogTitle>Stop “{bot.name}”?</AlertDialogTitle>
        <AlertDialogDescription>
          This bot trades on {environmentPhrase(bot.environment, bot.exchange)}.{' '}
          {openDealsSentence(bot.openDeals)}
        </AlertDialogDescription>
        <form action={submit} className="grid gap-4">
          <input type="hidden" name="botId" value={bot.id} />
          <RadioGroup
            name="stopMode"
            legend="What should become of it?"
            layout="stack"
            options={modes}
            value={mode}
            onValueChange={setMode}
            scope={`stop-${bot.id}`}
          />
          {state.status === 'failed' && (
            <Alert tone="error" live>
              {state.message}
            </Alert>
          )}
          <AlertDialogFooter>
            <AlertDialogSafe>Keep running</AlertDialogSafe>
            <SubmitButton variant="danger" pendingLabel="Stopping…">
              {outcomes[mode]}
            </SubmitButton>
          </AlertDialogFooter>
        </form>
      </AlertDialogContent>
    </AlertDialog>
  )
}

function openDealsSentence(count: number): string {
  if (count === 0) return 'It has no open deal.'
  return count === 1 ? 'It has one open deal.' : `It has ${count} open deals.`
}
