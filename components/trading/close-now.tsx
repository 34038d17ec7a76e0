import { environmentPhrase } from './environment-chip'
import { formatQuantity, symbolName } from './format'
import { ConfirmCommand } from './confirm-command'
import type { BotDetailView, PairDetailView } from '@/lib/bots/views'
import type { FormAction } from './bot-commands'

/** Ends one pair's deal at the market price; the dialog names what is sold or bought back. */
export function CloseNow({
  bot,
  pair,
  action,
}: {
  bot: BotDetailView
  pair: PairDetailView
  action: FormAction
}) {
  if (pair.deal === null) return null
  const quantity =
    pair.position === null ? null : formatQuantity(pair.position.quantity, pair.quantityDecimals)
  const verb = pair.side === 'long' ? 'sells' : 'buys back'
  return (
    <ConfirmCommand
      action={action}
      fields={{ botId: bot.id, pairId: pair.id }}
      title={`Close deal #${pair.deal.number} of ${symbolName(pair.symbol)} now?`}
      description={`On ${environmentPhrase(bot.environment, bot.exchange)}: the bot cancels this deal's orders and ${verb} ${quantity ?? 'the whole position'} at the market price at its next tick. The bot itself goes on.`}
      outcome="Close deal at market"
      keep="Keep the deal"
      pendingLabel="Closing…"
      why={bot.commands['close-now'].why}
      danger
      variant="danger-quiet"
      size="sm"
      className="w-fit"
    >
      Close deal now
    </ConfirmCommand>
  )
}
