import type { MartingaleConfig } from './config'

/** Something a person has to type before such settings trade. */
export type Consent = {
  readonly code: 'classic' | 'adds-when-critical'
  readonly title: string
  /** What is said before it is asked for, plainly. */
  readonly sentences: readonly string[]
  readonly phrase: string
  /** Asked for only where real money is at stake. */
  readonly liveOnly: boolean
}

/** What these settings ask a person to accept in writing; empty = nothing. */
export function consents(config: Pick<MartingaleConfig, 'mode' | 'addWhenCritical'>): readonly Consent[] {
  if (config.mode === 'classic') return [classic]
  return config.addWhenCritical ? [addsWhenCritical] : []
}

/** Whether what was typed is what was asked for; case and surrounding space do not matter. */
export const isAccepted = ({ phrase }: Consent, typed: unknown): boolean =>
  typeof typed === 'string' && typed.trim().toLowerCase() === phrase.toLowerCase()

const classic: Consent = {
  code: 'classic',
  title: 'Classic repeats the original, faults included',
  sentences: [
    'Near liquidation it always buys more: in a crash, in high volatility, against its own averages, and most when it can afford it least.',
    'There is no stop loss, no limit on the loss of a deal and no close before liquidation. Nothing of it rests on the exchange but the orders of one tick.',
    'The averages that gate additions also block taking profit.',
    'It closes a third of a large position and never reaches the half that was meant for a larger one.',
    'Orders below the minimum of the exchange are rounded up to it, also where nothing was to be bought.',
    'Additions grow with the loss up to many times the margin held; then the cap skips them whole.',
    'It sees falls as danger for a long and for a short alike, and takes a jerky rally for one.',
    'Its averages are short of candles and include the unfinished one, so that live and back-test differ.',
    'Its orders rest at the best price and may never fill; exits of a long too.',
    'It rounds margin, profit and return to cents before it compares them, and its cap shrinks when another pair opens.',
  ],
  phrase: 'I accept the faults of classic',
  liveOnly: true,
}

const addsWhenCritical: Consent = {
  code: 'adds-when-critical',
  title: 'Adds near liquidation',
  sentences: [
    'Below the critical margin level the bot buys more instead of less, whatever the market does and without looking at its averages.',
    'If the price goes on against it, the position is liquidated with more in it than before. The stop, the limit of the deal and the liquidation guard stay, but a fast fall can pass them all.',
  ],
  phrase: 'this can ruin my account',
  liveOnly: false,
}
