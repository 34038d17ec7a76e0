import type { ActReason } from '@/lib/domain/strategies/reasons'

/** Why a deal ended or a trade was made, as one sentence. `details` are those of the trade; a level in them is told. */
export function reasonWords(reason: string, details: unknown = null): string {
  if (reason === 'ladder-level') {
    const level = levelOf(details)
    return level === null ? 'Safety order filled.' : `Safety order ${level} filled.`
  }
  return isKnown(reason) ? words[reason] : `${reason.replaceAll('-', ' ')}.`
}

type Told = ActReason | 'order-refused' | 'unfilled'

const isKnown = (reason: string): reason is Told => Object.hasOwn(words, reason)

function levelOf(details: unknown): number | null {
  if (typeof details !== 'object' || details === null) return null
  const order = 'order' in details && typeof details.order === 'string' ? details.order : ''
  const named = /^safety\/(\d{1,2})$/.exec(order)?.[1]
  return named === undefined ? null : Number(named)
}

const words: Readonly<Record<Told, string>> = {
  'start-condition-met': 'Base order: the conditions to open a deal were met.',
  'manual-start': 'Base order: opened by hand.',
  'ladder-level': 'Safety order filled.',
  'add-at-loss': 'Added at a loss.',
  'build-up': 'Built up the position.',
  'take-profit': 'Take profit reached.',
  'take-profit-step': 'A step of the take profit was reached.',
  'trailing-exit': 'Trailing exit.',
  'reduce-step': 'Reduced the position.',
  'stop-loss': 'Stop loss reached.',
  'liquidation-guard': 'Closed before the exchange would have liquidated it.',
  'time-stop': 'Closed after its longest time.',
  'deal-loss': 'Closed at the largest loss of a deal.',
  'daily-loss': 'Closed at the largest loss of a day.',
  drawdown: 'Closed at the largest drawdown.',
  'user-close': 'Closed at your request.',
  'breakeven-exit': 'Closed at break-even.',
  liquidated: 'Liquidated by the exchange.',
  'closed-outside': 'The position was closed outside this bot.',
  'order-refused': 'The exchange refused the base order.',
  unfilled: 'The base order was not filled.',
}
