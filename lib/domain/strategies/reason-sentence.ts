import { Figures, type SentenceFormat } from './reason-figures'
import type { Reason, ReasonCode } from './reasons'

/** The reason as one sentence for people, its figures taken from the detail. Every code has a text, or this does not compile. */
export const sentenceOf = (reason: Reason, format: SentenceFormat): string =>
  sentences[reason.code](new Figures(reason.detail, format))

type Sentence = (figures: Figures) => string

const exits = (f: Figures): string =>
  f.list(
    ['takeProfitPrice', (g) => `take profit at ${g.price('takeProfitPrice')}`],
    ['stopPrice', (g) => `stop at ${g.price('stopPrice')}`],
  )

const average = (f: Figures): string => (f.has('average') ? `, average ${f.price('average')}` : '')

function inPlace(f: Figures): string {
  if (f.is('phase', 'opening')) return 'Opening: the base order is working.'
  const where = f.is('side', 'short') ? 'below' : 'above'
  const next = f.has('nextLevel')
    ? `price ${f.percent('nextRungDistancePct')} ${where} safety order ${f.text('nextLevel')} at ${f.price('nextRungPrice')}`
    : `price at ${f.price('price')}`
  const rest = exits(f)
  return `Waiting: ${next}${rest === '' ? '' : `; ${rest}`}${average(f)}.${watched(f)}`
}

/** Which protections survive an outage of the service, and which act at its ticks only. */
function watched(f: Figures): string {
  if (!f.has('atTicks')) return ''
  const resting = f.is('onExchange', '') ? 'nothing' : f.text('onExchange')
  return ` On the exchange: ${resting}. Checked at ticks: ${f.text('atTicks')}.`
}

/** A breaker of the pair: what it measured, and until when nothing is opened. */
function broken(f: Figures, what: string, since: string): string {
  const from = f.has(since) ? `, counted from ${f.time(since)}` : ''
  const value = f.has('value') ? ` of ${f.money('value')}` : ''
  const limit = f.has('limit') ? ` of ${f.money('limit')}` : ''
  const until = f.has('until') ? ` Nothing is opened before ${f.time('until')}.` : ''
  return `${what}${value} reached its limit${limit}${from}.${until}${ended(f)}`
}

const ended = (f: Figures): string =>
  f.has('net') ? ` Result ${f.money('net')} after fees and funding.` : ''

/** An exit that was decided and works; once the deal has ended, its status is told too. */
const isClosing = (f: Figures): boolean => f.has('quantity') && !f.has('status')

const amount = (f: Figures): string =>
  f.has('quantity') ? ` ${f.quantity('quantity')} (${f.money('volume')})` : ''

const stopModes: Readonly<Record<string, string>> = {
  'keep-exits': 'entries are withdrawn, exits that rest stay on the exchange',
  'cancel-orders': 'all orders are withdrawn, the position stays open and unprotected',
  close: 'the position is being closed',
}

const condition = (f: Figures): string =>
  f.list(
    ['condition', (g) => g.text('condition')],
    ['measure', (g) => g.text('measure')],
    ['value', (g) => `now ${g.figure('value')}`],
    ['threshold', (g) => `threshold ${g.figure('threshold')}`],
    ['limit', (g) => `limit ${g.figure('limit')}`],
  ) || 'no figures given'

const told = (f: Figures, otherwise: string): string => (f.has('message') ? f.text('message') : otherwise)

const sentences: Readonly<Record<ReasonCode, Sentence>> = {
  'order-outcome-unknown': (f) =>
    `Waiting: the outcome of order ${f.text('key')} is not known yet; nothing new is sent until it is.`,
  'closing-in-progress': (f) =>
    f.has('withdrawing')
      ? `Finishing: ${f.text('withdrawing')} leftover orders are being withdrawn.`
      : `Closing (${f.text('because')}): the close order is renewed until the position is flat.`,
  'account-missing': () => 'Waiting: the exchange did not report the account; resting orders stay.',
  'account-stale': (f) =>
    f.is('before', 'newest-order')
      ? 'Waiting: the account report is older than the newest order; resting orders stay.'
      : `Waiting: the account report is ${f.seconds('ageMs')} old, at most ${f.seconds('limitMs')} is used; resting orders stay.`,
  'price-missing': (f) =>
    f.is('fault', 'crossed')
      ? `Waiting: the order book is crossed (bid ${f.price('bid')} above ask ${f.price('ask')}); resting orders stay.`
      : 'Waiting: there is no usable price; resting orders stay.',
  'price-stale': (f) =>
    `Waiting: the price is ${f.seconds('ageMs')} old, at most ${f.seconds('limitMs')} is used; resting orders stay.`,
  'candles-missing': (f) =>
    f.is('source', 'volume of 24 hours')
      ? 'Waiting: the volume of the last 24 hours is not known.'
      : `Waiting: there are not enough candles to judge the conditions${
          f.has('need') ? ` (${f.text('source')}: ${f.text('have')} of ${f.text('need')})` : ''
        }.`,
  'candles-stale': (f) =>
    f.has('ageMs')
      ? `Waiting: the newest of the ${f.text('source')} closed ${f.seconds('ageMs')} ago, at most ${f.seconds('limitMs')} is used.`
      : 'Waiting: the newest candle is too old to judge the conditions.',
  'instrument-missing': (f) =>
    `Waiting: the exchange did not report the rules of ${f.format.symbol}; resting orders stay.`,
  'instrument-not-trading': (f) => `Waiting: ${f.format.symbol} is not trading on the exchange.`,
  'settings-unconfirmed': (f) =>
    `Waiting: the exchange has not confirmed the leverage of ${f.text('wanted')}x with isolated margin.`,
  'out-of-sync': (f) =>
    `The exchange holds ${f.quantity('venue')} but this bot's own orders add up to ${f.quantity('ledger')}: ` +
    'no entries until that is settled.',
  frozen: () => 'Trading is suspended by the operator; resting orders stay, protective closes still work.',
  stopping: (f) => `Stopping: ${stopModes[f.text('how')] ?? 'no new orders'}.`,
  stopped: () => 'Stopped: this bot sends nothing.',
  'manage-only': () => 'Managing exits only: no new deals, nothing is added, exits go on.',
  paused: () => 'Paused: no new deals, nothing is added, exits go on.',
  draining: () => 'Finishing: no new deal is opened.',
  cooldown: (f) =>
    f.has('until')
      ? `Cooling down until ${f.time('until')}.`
      : 'Waiting: a deal has just ended, the next one may open at the next tick.',
  'halted-after-stops': (f) =>
    f.has('hours')
      ? `Halted after ${f.text('value')} stopped deals within ${f.text('hours')} h, until ${f.time('until')}.`
      : `Halted after too many stopped deals, until ${f.time('until')}.`,
  'daily-loss': (f) => broken(f, "The day's result", 'dayFrom'),
  drawdown: (f) => broken(f, 'The drawdown', 'peakFrom'),
  'max-deals': (f) => `Done: ${f.text('value')} of ${f.text('limit')} deals have been made.`,
  'start-condition': (f) => `Waiting for the start condition: ${condition(f)}.`,
  'price-out-of-range': (f) =>
    `Waiting: the price ${f.price('value')} is ${f.is('which', 'lowest') ? 'below the lowest' : 'above the highest'} one ` +
    `to open at, ${f.price('limit')}.`,
  'volume-too-low': (f) =>
    `Waiting: ${f.money('value')} were traded in 24 hours, at least ${f.money('limit')} is asked for.`,
  'volatility-high': (f) => `Waiting: volatility is too high (${condition(f)}).`,
  'dangerous-move': (f) => `Waiting: the market moves too fast against the position (${condition(f)}).`,
  'order-below-minimum': (f) => told(f, `The order is below the exchange's minimum (${condition(f)}).`),
  'order-above-maximum': (f) => told(f, `The order is above the exchange's maximum (${condition(f)}).`),
  'preflight-failed': (f) =>
    told(f, `The settings do not pass the check: ${f.text(f.has('check') ? 'check' : 'code')}.`),
  'exposure-cap': (f) =>
    f.has('used')
      ? `The exposure cap of ${f.money('limit')} holds back ${f.is('level', 0) ? 'the base order' : `safety order ${f.text('level')}`}: ` +
        `${f.money('used')} of margin are spoken for, it needs ${f.money('needed')}.`
      : `The exposure cap holds back further entries (${condition(f)}).`,
  'capital-insufficient': (f) =>
    `The worst case of this pair needs ${f.money('needed')}, but only ${f.money('limit')} is available to it.`,
  'margin-insufficient': (f) =>
    f.has('until')
      ? `The exchange refused safety order ${f.text('level')}; it is tried again at ${f.time('until')}.`
      : `${f.has('level') ? `Safety order ${f.text('level')}` : 'The order'} needs ${f.money('needed')} of margin, ` +
        `but only ${f.money('limit')} is free.`,
  'liquidation-too-close': (f) =>
    f.is('stage', 'reduce')
      ? `Nothing is added: the mark ${f.price('mark')} is beyond ${f.price('guard')} on the way to liquidation at ${f.price('liquidation')}.`
      : f.has('guard')
        ? `${f.has('level') ? `Safety order ${f.text('level')}` : 'An addition'} is held back: it would bring the liquidation guard ` +
          `to ${f.price('guard')}, with the mark at ${f.price('mark')}.`
        : `The position is near liquidation (${condition(f)}); at a margin level of 1 the exchange takes it.`,
  'ladder-exhausted': (f) => {
    const rest = exits(f)
    return `Waiting: all safety orders are used${rest === '' ? '' : `; ${rest}`}${average(f)}.${watched(f)}`
  },
  'safety-condition': (f) => `Safety orders wait for their condition: ${condition(f)}.`,
  distributing: (f) => `Taking profit in steps: ${f.text('steps')} filled, no further safety orders.`,
  'orders-in-place': inPlace,
  trailing: (f) => `Trailing: best price ${f.price('best')}, exit at ${f.price('exitPrice')}.${watched(f)}`,
  'dust-left': (f) => `A remainder of ${f.quantity('quantity')} is too small for the exchange to close.`,
  'manual-mode': () => 'Waiting: this pair opens by hand only.',
  'ema-gate': (f) => `Waiting: the moving average does not allow it (${condition(f)}).`,
  'wrong-side-of-ema': (f) =>
    `Waiting: the price is on the wrong side of the moving average (${condition(f)}).`,
  'loss-too-small': (f) => `Waiting: the loss is too small to add (${condition(f)}).`,
  'no-loss-to-average': (f) => `Waiting: there is no loss to average (${condition(f)}).`,
  'profit-too-small': (f) => `Waiting: the profit is too small (${condition(f)}).`,
  'start-condition-met': (f) =>
    `Opening a deal: base order of ${f.quantity('quantity')} (${f.money('volume')}) at about ${f.price('price')}` +
    `${f.has('condition') ? `, since ${condition(f)}` : ''}.`,
  'manual-start': (f) => `Opening a deal by hand: base order of ${f.quantity('quantity')}.`,
  'ladder-level': (f) => {
    const rest = exits(f)
    return `Safety order ${f.text('level')} of ${f.text('rungs')} has filled${average(f)}${rest === '' ? '' : `; ${rest}`}.`
  },
  'add-at-loss': (f) => `Adding${amount(f)} at a loss (${condition(f)}).`,
  'build-up': (f) =>
    `Building up the position${f.has('quantity') ? ' by' : ''}${amount(f)} (${condition(f)}).`,
  'take-profit': (f) =>
    f.has('measure') || isClosing(f)
      ? 'Taking profit: the position is being closed.'
      : `Took profit.${ended(f)}`,
  'take-profit-step': (f) => `Took profit on a part of the position.${ended(f)}`,
  'trailing-exit': (f) =>
    f.has('best')
      ? `Trailing exit: the price ${f.price('price')} fell back from its best ${f.price('best')} to ${f.price('exitPrice')}; ` +
        'closing at the market.'
      : `Trailing exit.${ended(f)}`,
  'reduce-step': (f) =>
    f.has('guard')
      ? `Selling ${f.quantity('quantity')} of the position: the mark ${f.price('mark')} reached ${f.price('guard')} ` +
        `on the way to liquidation at ${f.price('liquidation')}.`
      : `Reducing the position (${condition(f)}).`,
  'stop-loss': (f) =>
    f.has('stop')
      ? `Stop loss: the mark ${f.price('mark')} ${f.has('waitedMs') ? `was for ${f.seconds('waitedMs')} beyond` : 'reached'} ` +
        `the stop ${f.price('stop')}; closing at the market.`
      : isClosing(f)
        ? 'Stop loss: the position is being closed.'
        : `Stopped out.${ended(f)}`,
  'liquidation-guard': (f) =>
    f.has('guard')
      ? `Closing before liquidation: the mark ${f.price('mark')} reached the guard ${f.price('guard')} ` +
        `(liquidation at ${f.price('liquidation')}${f.is('estimated', true) ? ', estimated' : ''}).`
      : isClosing(f)
        ? 'Liquidation guard: the position is being closed.'
        : `Closed before liquidation.${ended(f)}`,
  'time-stop': (f) =>
    f.has('hours')
      ? `Time stop: the deal has been open for ${f.text('hours')} h; closing at the market.`
      : `Time stop.${ended(f)}`,
  'deal-loss': (f) =>
    f.has('value')
      ? `The loss of the deal, ${f.money('value')}, reached its limit of ${f.money('limit')}; the position is being closed.`
      : isClosing(f)
        ? 'The loss of the deal reached its limit; the position is being closed.'
        : `The loss of the deal reached its limit.${ended(f)}`,
  'user-close': (f) => (f.has('status') ? `Closed at your request.${ended(f)}` : 'Closing at your request.'),
  'breakeven-exit': (f) =>
    f.has('stop')
      ? `The mark ${f.price('mark')} reached the stop at break-even, ${f.price('stop')}; closing at the market.`
      : `Closed at break-even.${ended(f)}`,
  liquidated: (f) => `The exchange liquidated the position.${ended(f)}`,
  'closed-outside': () => "The position was closed outside this bot; the deal's orders are withdrawn.",
}
