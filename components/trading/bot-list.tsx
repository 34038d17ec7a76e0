import Link from 'next/link'
import { RelativeTime } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { BotCardView } from '@/lib/bots/views'
import { BotCard } from './bot-card'
import type { BotActions } from './bot-commands'
import { BotStatusBadge } from './bot-status'
import { ConditionSentence } from './condition-sentence'
import { EnvironmentChip } from './environment-chip'
import { symbolName } from './format'
import { NextTick } from './next-tick'
import { PnlText } from './pnl-text'
import { SideWord } from './side-word'

/** All bots: a table on a wide screen, cards on a phone. */
export function BotList({ bots, actions }: { bots: readonly BotCardView[]; actions: BotActions }) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2 lg:hidden">
        <h2 className="sr-only">All bots</h2>
        {bots.map((bot) => (
          <BotCard key={bot.id} bot={bot} actions={actions} />
        ))}
      </div>
      <div className="hidden rounded-xl border border-border bg-card shadow-raised lg:block">
        <Table caption="Bots">
          <TableHead>
            <tr>
              <TableHeader>Bot</TableHeader>
              <TableHeader>Status</TableHeader>
              <TableHeader>Pairs and what they do now</TableHeader>
              <TableHeader numeric>Realised, USDT</TableHeader>
              <TableHeader numeric>Unrealised</TableHeader>
              <TableHeader>Last and next tick</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {bots.map((bot) => (
              <BotRow key={bot.id} bot={bot} />
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  )
}

function BotRow({ bot }: { bot: BotCardView }) {
  return (
    <TableRow>
      <th scope="row" className="py-3 pr-3 pl-5 text-left align-top">
        <Link href={`/bots/${bot.id}`} className="rounded-sm font-semibold hover:text-link hover:underline">
          {bot.name}
        </Link>
        <span className="block text-xs font-normal text-muted-foreground">
          {bot.exchange}
          {bot.market && `, ${bot.market}`}
        </span>
      </th>
      <TableCell>
        <span className="grid justify-items-start gap-1.5">
          <BotStatusBadge status={bot.status} />
          <EnvironmentChip environment={bot.environment} />
        </span>
      </TableCell>
      <TableCell>
        <ul className="grid gap-2">
          {bot.pairs.map((pair) => (
            <li key={pair.id}>
              <span className="flex items-center gap-3 text-xs text-muted-foreground">
                <span className="text-sm font-medium text-foreground">{symbolName(pair.symbol)}</span>
                <SideWord side={pair.side} />
              </span>
              <ConditionSentence condition={pair.condition} className="max-w-md" />
            </li>
          ))}
        </ul>
      </TableCell>
      <TableCell numeric>
        <PnlText value={bot.realisedPnl} unit={null} className="font-medium" />
      </TableCell>
      <TableCell numeric>
        <PnlText value={bot.unrealisedPnl} unit={null} className="font-medium" />
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground">
        {bot.lastTickAt ? <RelativeTime at={bot.lastTickAt} /> : 'none yet'}
        <span className="block">
          <NextTick at={bot.nextTickAt} />
        </span>
      </TableCell>
    </TableRow>
  )
}
