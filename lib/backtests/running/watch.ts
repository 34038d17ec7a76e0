import { keepBacktest, type Holding, type Progress } from './repository'

/** Progress is written at most this often, also while the work gives no sign. */
const BEAT_MS = 500

export type Watch = {
  readonly report: (progress: Progress) => void
  /** Why the work should end; null while it may go on. */
  readonly stopped: () => 'cancelled' | 'lost' | null
  /** No more beats; resolves when the last one has been written. */
  readonly end: () => Promise<void>
}

/**
 * Keeps the lease of a run while it works: writes its progress twice a second and notices that its owner cancelled it or that another worker
 * took it. A beat that fails is made up for by the next; a database that stays away lets the lease lapse.
 */
export function watchBacktest(held: Holding, first: Progress, onError: (error: unknown) => void): Watch {
  let progress = first
  let stopped: 'cancelled' | 'lost' | null = null
  let beating: Promise<void> | null = null
  const beat = async () => {
    try {
      const kept = await keepBacktest(held, progress)
      if (kept !== 'kept') stopped = kept
    } catch (error) {
      onError(error)
    }
    beating = null
  }
  const timer = setInterval(() => {
    beating ??= beat()
  }, BEAT_MS)
  return {
    report: (next) => {
      progress = next
    },
    stopped: () => stopped,
    end: async () => {
      clearInterval(timer)
      await beating
    },
  }
}
