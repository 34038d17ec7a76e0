import { signOf, type Side } from '@/lib/domain/perpetuals/instrument'
import type { Candle } from './candle'
import { warmUp } from './warm-up'

export type DeclineKind = 'slow' | 'moderate' | 'fast' | 'crash'

/**
 * Which move counts as dangerous. `classic` looks at falls only and lets a rally score by its smoothness and volume; a side counts
 * every point only for a move against that side.
 */
export type DeclineForm = 'classic' | Side

/** How fast the market moves. Rates of change in percent over 5, 15 and 30 candles; null = not enough candles, or nothing to divide by. */
export type DeclineVelocity = {
  readonly kind: DeclineKind
  /** 0 to 100. */
  readonly score: number
  readonly roc5: number
  readonly roc15: number
  readonly roc30: number | null
  /** How much faster the last 5 candles moved than the last 15; 1 where those did not move. */
  readonly smoothness: number
  /** Mean volume of the last 5 candles over that of the 16 before them; null where there was none. */
  readonly volumeRatio: number | null
}

const CLOSES = 31
const RECENT = 5
const BEFORE = 16

/** Decline velocity, streaming: remembers the last 31 closes and 21 volumes. Null before 30 candles. */
export class DeclineDetector {
  private readonly closes = new Float64Array(CLOSES)
  private readonly volumes = new Float64Array(RECENT + BEFORE)
  private count = 0

  constructor(private readonly form: DeclineForm) {}

  update({ close, volume }: Pick<Candle, 'close' | 'volume'>): void {
    this.closes[this.count % CLOSES] = close
    this.volumes[this.count % this.volumes.length] = volume
    this.count += 1
  }

  get value(): DeclineVelocity | null {
    if (!this.isStable) return null
    return judge(
      this.form,
      (back) => (back < this.count ? (this.closes[(this.count - 1 - back) % CLOSES] ?? null) : null),
      (back) => this.volumes[(this.count - 1 - back) % this.volumes.length] ?? 0,
    )
  }

  get isStable(): boolean {
    return this.count >= warmUp.declineVelocity().stable
  }

  get isSettled(): boolean {
    return this.isStable
  }
}

/** Decline velocity at the end of a series; null with fewer than 30 candles. */
export function declineVelocity(
  candles: readonly Pick<Candle, 'close' | 'volume'>[],
  form: DeclineForm,
): DeclineVelocity | null {
  if (candles.length < warmUp.declineVelocity().stable) return null
  const at = (back: number) => candles[candles.length - 1 - back]
  return judge(
    form,
    (back) => at(back)?.close ?? null,
    (back) => at(back)?.volume ?? 0,
  )
}

type LookBack<T> = (candlesBack: number) => T

function judge(form: DeclineForm, close: LookBack<number | null>, volume: LookBack<number>): DeclineVelocity {
  const last = close(0) ?? 0
  const roc = (past: number | null) => (past === null ? null : ((last - past) / past) * 100)
  const roc5 = roc(close(5)) ?? 0
  const roc15 = roc(close(15)) ?? 0
  const smoothness = roc15 === 0 ? 1 : Math.abs(roc5 / roc15)
  const before = meanOf(volume, RECENT, RECENT + BEFORE)
  const volumeRatio = before > 0 ? meanOf(volume, 0, RECENT) / before : null
  const score = declineScore(form, roc5, smoothness, volumeRatio)
  return { kind: declineKindOf(score), score, roc5, roc15, roc30: roc(close(30)), smoothness, volumeRatio }
}

function meanOf(volume: LookBack<number>, from: number, to: number): number {
  let sum = 0
  for (let back = from; back < to; back++) sum += volume(back)
  return sum / (to - from)
}

/** The points of a move, 0 to 100; against which side they count is a matter of the form. */
export function declineScore(
  form: DeclineForm,
  roc5: number,
  smoothness: number,
  volumeRatio: number | null,
): number {
  const against = form === 'classic' ? roc5 : signOf(form) * roc5
  const fall = against < -5 ? 40 : against < -3 ? 25 : against < -1 ? 10 : 0
  if (form !== 'classic' && against >= 0) return fall
  const jerk = smoothness > 2.5 ? 30 : smoothness > 1.5 ? 15 : 0
  const surge = volumeRatio === null ? 0 : volumeRatio > 3 ? 30 : volumeRatio > 2 ? 15 : 0
  return Math.min(100, fall + jerk + surge)
}

/** What a score is called. */
export function declineKindOf(score: number): DeclineKind {
  if (score >= 70) return 'crash'
  if (score >= 40) return 'fast'
  return score >= 20 ? 'moderate' : 'slow'
}
