import { loopbackCaller } from './deliver'
import { EmbeddedLoop } from './loop'
import type { Sql } from './store'

export type DispatchLoop = {
  readonly start: () => void
  /** Stops claiming, lets what is under way end (at most `withinMs`) and hands the lead over. */
  readonly drain: (withinMs: number) => Promise<void>
}

/** The loop of this process, calling this process's own routes on loopback. */
export function createDispatchLoop(options: {
  readonly sql: Sql
  readonly port: number
  readonly origin: string
  readonly signingKey: string
  readonly concurrency: number
  readonly flowParallelism: number
  readonly sweepSeconds: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly onError: (error: unknown, doing: string) => void
}): DispatchLoop {
  const { sql, concurrency, flowParallelism, sweepSeconds, onError } = options
  const caller = loopbackCaller({ ...options, connections: concurrency })
  const sweepEveryMs = sweepSeconds * 1000
  const loop = new EmbeddedLoop({
    sql,
    call: caller.call,
    concurrency,
    flowParallelism,
    sweepEveryMs,
    onError,
  })
  return {
    start: () => loop.start(),
    drain: async (withinMs) => {
      await loop.drain(withinMs)
      // Kept-alive connections would hold up the server's own close.
      caller.close()
    },
  }
}
