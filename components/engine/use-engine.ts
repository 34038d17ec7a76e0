'use client'

import { createContext, useContext, useEffect, useRef, useState } from 'react'
import type { JobKind, JobOf, ResultOf } from '@/lib/domain/engine/engine-jobs'
import { startBrowserThread } from './browser-thread'
import { EngineFailure, EnginePool } from './engine-pool'
import type { StartThread } from './engine-thread'

/** How threads are started; a page takes Web Workers, a test another kind. */
export const EngineThreads = createContext<StartThread>(startBrowserThread)

/** A pool of `size` threads that ends with the component. Threads start with the first run. */
export function useEngine(size = 1): EnginePool {
  const start = useContext(EngineThreads)
  const [pool] = useState(() => new EnginePool(start, size))
  useEffect(() => () => pool.close(), [pool])
  return pool
}

export type EngineRun<Kind extends JobKind> = {
  /** The newest result; it stays while a newer one is computed, and after a failure. */
  readonly result: ResultOf<Kind> | null
  /** The result is not of the present job. */
  readonly isStale: boolean
  readonly isRunning: boolean
  /** Share of the running job that is done, 0 to 1. */
  readonly progress: number
  /** Why the present job has no result. */
  readonly failure: EngineFailure | null
  /** Runs the present job once more. */
  readonly again: () => void
}

type Answered<Kind extends JobKind> = { readonly of: string; readonly result: ResultOf<Kind> }
type Failed = { readonly of: string; readonly failure: EngineFailure }

/**
 * Runs a job and, whenever it changes, the new one instead: the newest wins, an older one is cancelled. Null runs nothing. `delayMs`
 * waits that long for further changes. Jobs are compared by their text, so a new object of the same job changes nothing.
 */
export function useEngineRun<Kind extends JobKind>(
  engine: EnginePool,
  job: JobOf<Kind> | null,
  delayMs = 0,
): EngineRun<Kind> {
  const [attempt, setAttempt] = useState(0)
  const [answered, setAnswered] = useState<Answered<Kind> | null>(null)
  const [failed, setFailed] = useState<Failed | null>(null)
  const [progress, setProgress] = useState({ of: '', share: 0 })
  const text = job === null ? null : JSON.stringify(job)
  const key = text === null ? '' : `${attempt} ${text}`
  const newest = useRef(job)
  useEffect(() => {
    newest.current = job
  })
  useEffect(() => {
    const wanted = newest.current
    if (key === '' || wanted === null) return
    const controller = new AbortController()
    const run = () => {
      const onProgress = (share: number) => setProgress({ of: key, share })
      engine.run(wanted, { signal: controller.signal, onProgress }).then(
        (result) => setAnswered({ of: key, result }),
        (error: unknown) => {
          const failure = error instanceof EngineFailure ? error : new EngineFailure('fault', String(error))
          if (failure.kind !== 'cancelled') setFailed({ of: key, failure })
        },
      )
    }
    const timer = setTimeout(run, delayMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [engine, key, delayMs])
  const failure = failed !== null && failed.of === key ? failed.failure : null
  const isAnswered = answered !== null && answered.of === key
  return {
    result: answered?.result ?? null,
    isStale: answered !== null && !isAnswered,
    isRunning: key !== '' && !isAnswered && failure === null,
    progress: progress.of === key ? progress.share : 0,
    failure,
    again: () => setAttempt((count) => count + 1),
  }
}
