import type { Database } from '@/lib/db'
import type { JournalMemory } from '@/lib/journal/journal-memory'
import type { Clock } from '@/lib/ports/clock'
import type { ExchangeConnection } from '@/lib/ports/exchange'
import type { BotAggregate } from './aggregate'

/** What running a tick needs from outside. Built once by the composition root, or by a replay with a clock of its own. */
export type TickServices = {
  readonly db: Database
  readonly clock: Clock
  /** Names this process in leases. */
  readonly worker: string
  /** Secret under which client order ids are derived: 32 bytes. */
  readonly orderIdKey: Uint8Array
  /** What this process remembers of the journals it writes. */
  readonly journal: JournalMemory
  /** How much later than one interval a tick may still run, in seconds: the sweep's period and some slack. */
  readonly graceSeconds: number
  /** Opens the bot's exchange account for the length of one tick, on the tick's clock. */
  readonly openExchange: (account: BotAggregate['account'], clock: Clock) => ExchangeConnection
}

/** What became of one delivery of one tick key. */
export type TickResult =
  | { readonly result: 'done' }
  | { readonly result: 'duplicate' }
  | { readonly result: 'skipped' }
  | { readonly result: 'not-found' }
  | { readonly result: 'stale'; readonly reason?: 'off_grid' }
  | { readonly result: 'busy'; readonly retryAfterSeconds: number }
  | { readonly result: 'failed'; readonly retryAfterSeconds: number }
  | { readonly result: 'unavailable'; readonly retryAfterSeconds: number }
