import { FlaskConical, Pause, Play, Trash2 } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
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
      actions={<Commands bot={bot} actions={actions} />}
    />
  )
}

const advance = {
  start: { label: 'Start', pendingLabel: 'Starting…', icon: Play, variant: 'primary' },
  pause: { label: 'Pause', pendingLabel: 'Pausing…', icon: Pause, variant: 'secondary' },
  resume: { label: 'Resume', pendingLabel: 'Resuming…', icon: Play, variant: 'primary' },
} as const

function Commands({ bot, actions }: { bot: BotDetailView; actions: BotActions }) {
  const fields = { botId: bot.id }
  const { commands } = bot
  const first = bot.status === 'PAUSED' ? 'resume' : bot.status === 'RUNNING' ? 'pause' : 'start'
  const { label, pendingLabel, icon: Icon, variant } = advance[first]
  const refused = ([first, 'stop', 'delete'] as const).flatMap((name) => {
    const { why } = commands[name]
    return why === null ? [] : [{ name, why }]
  })
  const whyId = (name: string) => `why-no-${name}`
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-start gap-2 sm:justify-end">
        <CommandForm
          action={actions[first]}
          fields={fields}
          pendingLabel={pendingLabel}
          why={commands[first].why}
          whyId={whyId(first)}
          variant={variant}
        >
          <Icon aria-hidden />
          {label}
        </CommandForm>
        <StopDialog
          bot={bot}
          action={actions.stop}
          why={commands.stop.why}
          whyId={whyId('stop')}
          variant="secondary"
        />
        <Button asChild variant="secondary">
          <Link href={`/backtests/new?bot=${bot.id}` as Route}>
            <FlaskConical aria-hidden />
            Back-test this bot
          </Link>
        </Button>
        <ConfirmCommand
          action={actions.remove}
          fields={fields}
          title={`Delete “${bot.name}”?`}
          description="The bot disappears from your lists. Its deals, trades and statistics are kept."
          outcome="Delete bot"
          keep="Keep bot"
          pendingLabel="Deleting…"
          why={commands.delete.why}
          whyId={whyId('delete')}
          danger
          variant="ghost"
        >
          <Trash2 aria-hidden />
          Delete
        </ConfirmCommand>
      </div>
      {refused.length > 0 && (
        <ul className="grid gap-0.5 text-xs leading-relaxed text-balance text-muted-foreground sm:max-w-80 sm:justify-self-end sm:text-right">
          {refused.map(({ name, why }) => (
            <li key={name} id={whyId(name)}>
              <span className="font-medium capitalize">{name}</span> is not possible now: {why}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
