import { Pause, Play, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { PageHeader } from '@/components/ui/page-header'
import type { BotDetailView } from '@/lib/bots/views'
import type { BotActions } from './bot-commands'
import { BotStatusBadge, botStatusMeaning } from './bot-status'
import { CommandForm } from './command-form'
import { ConfirmCommand } from './confirm-command'
import { EnvironmentChip } from './environment-chip'
import { formatInterval } from './format'
import { StopDialog } from './stop-dialog'

/** Name, state and environment of a bot, and its commands. A command that is not possible now stays, with the sentence why. */
export function BotHeader({
  bot,
  actions,
  freshness,
}: {
  bot: BotDetailView
  actions: BotActions
  freshness: ReactNode
}) {
  const fields = { botId: bot.id }
  const { commands } = bot
  const running = bot.status === 'RUNNING'
  return (
    <PageHeader
      above={
        <div className="flex flex-wrap items-center gap-2">
          <BotStatusBadge status={bot.status} />
          <EnvironmentChip environment={bot.environment} />
        </div>
      }
      title={bot.name}
      meta={
        <>
          <p>
            {bot.exchange}
            {bot.market && `, ${bot.market}`}, account {bot.accountLabel}, every{' '}
            {formatInterval(bot.intervalSec)}. {botStatusMeaning(bot.status)} {bot.statusReason}
          </p>
          <p className="text-xs">{freshness}</p>
        </>
      }
      actions={
        <>
          {bot.status === 'PAUSED' ? (
            <CommandForm
              action={actions.resume}
              fields={fields}
              pendingLabel="Resuming…"
              why={commands.resume.why}
              variant="primary"
            >
              <Play aria-hidden />
              Resume
            </CommandForm>
          ) : (
            !running && (
              <CommandForm
                action={actions.start}
                fields={fields}
                pendingLabel="Starting…"
                why={commands.start.why}
                variant="primary"
              >
                <Play aria-hidden />
                Start
              </CommandForm>
            )
          )}
          {running && (
            <CommandForm
              action={actions.pause}
              fields={fields}
              pendingLabel="Pausing…"
              why={commands.pause.why}
              variant="secondary"
            >
              <Pause aria-hidden />
              Pause
            </CommandForm>
          )}
          <StopDialog bot={bot} action={actions.stop} why={commands.stop.why} variant="secondary" />
          <ConfirmCommand
            action={actions.remove}
            fields={fields}
            title={`Delete “${bot.name}”?`}
            description="The bot disappears from your lists. Its deals, trades and statistics are kept."
            outcome="Delete bot"
            keep="Keep bot"
            pendingLabel="Deleting…"
            why={commands.delete.why}
            danger
            variant="ghost"
          >
            <Trash2 aria-hidden />
            Delete
          </ConfirmCommand>
        </>
      }
    />
  )
}
