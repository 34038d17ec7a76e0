import {
  signalKey,
  type Signal,
  type SignalSpec,
  type SignalValues,
  type Signals,
} from '@/lib/domain/signals/signal'

/** A signal whose newest candle closed at this instant, with its figures at that candle and at the one before it. */
export const ready = (closedAt: number, current: SignalValues, previous: SignalValues = current): Signal => ({
  status: 'ready',
  closedAt,
  current,
  previous,
})

/** Signals as facts hold them. */
export const signalsBy = (...entries: readonly (readonly [SignalSpec, Signal])[]): Signals =>
  Object.fromEntries(entries.map(([spec, signal]) => [signalKey(spec), signal]))
