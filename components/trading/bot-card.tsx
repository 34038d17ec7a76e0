import { Pause, Play } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import type { BotCardView, PairCardView } from '@/lib/bots/views'
import type { BotActions } from './bot-commands'
import { BotStatusBadge, botStatusMeaning } from './bot-status'
import { CommandForm } from './command-form'
import { ConditionSentence, speaksOfSafetyOrders } from './condition-sentence'
import { EnvironmentChip } from './environment-chip'
import { formatInterval, symbolName } from './format'
import { NextTick } from './next-tick'
import { PnlText } from './pnl-text'
import { SideWord } from './side-word'
import { StopDialog } from './stop-dialog'

type CardActions = Pick<BotActions, 'start' | 'pause' | 'resume' | 'stop'>

/** One bot: what it is, what each pair does and why, what it earned, when it looks again. */
export function BotCard({
  bot,
  actions,
  explained = false,
}: {
  bot: BotCardView
  actions: CardActions
  /** Whether this card is the page's first to speak of safety orders. */
  explained?: boolean
}) {
  const first = bot.pairs.find(({ condition }) => speaksOfSafetyOrders(condition))
  return (
    <Card aria-labelledby={`${bot.id}-name`} className="flex flex-col">
      <div className="grid gap-2 px-5 pt-4 pb-3">
        <div className="flex flex-wrap items-center gap-2">
          <BotStatusBadge status={bot.status} />
          <EnvironmentChip environment={bot.environment} />
        </div>
        <div>
          <h3 id={`${bot.id}-name`} className="text-base font-semibold tracking-tight">
            <Link href={`/bots/${bot.id}`} className="rounded-sm hover:text-link hover:underline">
              {bot.name}
            </Link>
          </h3>
          <p className="text-xs leading-relaxed text-muted-foreground">
            {bot.exchange}
            {bot.market && `, ${bot.market}`}, every {formatInterval(bot.intervalSec)}
          </p>
        </div>
      </div>
      <ul className="grow divide-y divide-border border-y border-border bg-background/60">
        {bot.pairs.map((pair) => (
          <PairLine key={pair.id} pair={pair} explained={explained && pair === first} />
        ))}
      </ul>
      {bot.statusReason && bot.status !== 'RUNNING' && (
        <p className="px-5 pt-3 text-xs leading-relaxed text-muted-foreground">
          {botStatusMeaning(bot.status)} {bot.statusReason}
        </p>
      )}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 px-5 py-4 text-sm">
        <Figure label="Realised">
          <PnlText value={bot.realisedPnl} className="font-semibold" />
        </Figure>
        <Figure label={isStale(bot) ? 'Unrealised, at the last tick' : 'Unrealised'}>
          <PnlText value={bot.unrealisedPnl} className="font-semibold" />
        </Figure>
        <Figure label="Last tick">
          {bot.lastTickAt ? <RelativeTime at={bot.lastTickAt} /> : 'none yet'}
        </Figure>
        <Figure label="Next tick">
          <NextTick at={bot.nextTickAt} />
        </Figure>
      </dl>
      <div className="flex flex-wrap items-center gap-2 border-t border-border px-5 py-3">
        <CardCommands bot={bot} actions={actions} />
      </div>
    </Card>
  )
}

/** A bot that no longer looks still shows what its open position was worth when it last did. */
const isStale = ({ nextTickAt, openDeals }: BotCardView): boolean => nextTickAt === null && openDeals > 0

function PairLine({ pair, explained }: { pair: PairCardView; explained: boolean }) {
  return (
    <li className="grid gap-0.5 px-5 py-2.5">
      <p className="flex flex-wrap items-center gap-x-3 text-xs text-muted-foreground">
        <span className="text-sm font-medium text-foreground">{symbolName(pair.symbol)}</span>
        <SideWord side={pair.side} />
        <span className="tabular-nums">{pair.leverage}×</span>
      </p>
      <ConditionSentence condition={pair.condition} explained={explained} />
    </li>
  )
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-xs text-muted-foreground">{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  )
}

function CardCommands({ bot, actions }: { bot: BotCardView; actions: CardActions }) {
  const fields = { botId: bot.id }
  const quiet = { variant: 'secondary', size: 'sm' } as const
  switch (bot.status) {
    case 'RUNNING':
      return (
        <>
          <CommandForm action={actions.pause} fields={fields} pendingLabel="Pausing…" {...quiet}>
            <Pause aria-hidden />
            Pause
          </CommandForm>
          <StopDialog bot={bot} action={actions.stop} {...quiet} />
        </>
      )
    case 'PAUSED':
      return (
        <>
          <CommandForm action={actions.resume} fields={fields} pendingLabel="Resuming…" {...quiet}>
            <Play aria-hidden />
            Resume
          </CommandForm>
          <StopDialog bot={bot} action={actions.stop} {...quiet} />
        </>
      )
    case 'EXIT_ONLY':
    case 'ERROR':
      return <StopDialog bot={bot} action={actions.stop} {...quiet} />
    case 'DRAFT':
    case 'STOPPED':
      return (
        <CommandForm action={actions.start} fields={fields} pendingLabel="Starting…" {...quiet}>
          <Play aria-hidden />
          Start
        </CommandForm>
      )
    case 'STOPPING':
    case 'DELETED':
      return <p className="text-xs text-muted-foreground">{botStatusMeaning(bot.status)}</p>
  }
}
