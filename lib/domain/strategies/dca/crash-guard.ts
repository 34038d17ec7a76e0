import { signalKey, type Signal, type SignalValues } from '@/lib/domain/signals/signal'
import type { PairFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { signalFault } from './conditions/evaluate-condition'
import { crashSignal } from './needs'

/** From this score on a move counts as fast, from a higher one as a crash (trading reference, section 4). */
const FAST = 40

export type CrashVerdict =
  | { readonly kind: 'calm' }
  | { readonly kind: 'dangerous'; readonly reason: Reason }
  | { readonly kind: 'unavailable'; readonly reason: Reason }

/** Whether the market moves fast against the position, by the decline velocity of closed five-minute candles in the form of its side. */
export function crashGuard({ signals, side, now }: PairFacts): CrashVerdict {
  const signal: Signal | undefined = signals[signalKey(crashSignal)]
  const fault = signalFault(crashSignal, signal, now)
  if (fault !== null) return { kind: 'unavailable', reason: fault }
  const current: SignalValues = signal?.status === 'ready' ? signal.current : {}
  const [kind, score] = [current[side], current[`${side}Score`]]
  if (typeof kind !== 'string' || typeof score !== 'number') {
    const detail = { source: `${crashSignal.timeframe} candles`, have: null, need: null }
    return { kind: 'unavailable', reason: { code: 'candles-missing', detail } }
  }
  if (kind !== 'fast' && kind !== 'crash') return { kind: 'calm' }
  const detail = { measure: 'speed of the move', value: score, threshold: FAST, kind }
  return { kind: 'dangerous', reason: { code: 'dangerous-move', detail } }
}
