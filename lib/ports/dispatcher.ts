/** One signed call of one of our own routes, to be made at least once. */
export type OutMessage = {
  readonly route: '/api/jobs/tick' | '/api/jobs/backtest'
  readonly body: unknown
  /** Charset `[A-Za-z0-9_-]`. */
  readonly dedupId: string
  /** At most one pending or active message per subject (the bot id): the queue cannot grow beyond one per bot. */
  readonly subject?: string
  /** Messages of one flow share a parallelism limit: the exchange's name. */
  readonly flowKey?: string
  readonly notBefore?: Date
  readonly maxAttempts?: number
  readonly timeoutSeconds?: number
}

export type DispatcherHealth = {
  /** Null where the queue cannot be asked cheaply, or did not answer. */
  readonly pending: number | null
  readonly dead: number | null
  /** Null where the adapter has no loop of its own. */
  readonly heartbeatAgeMs: number | null
}

export interface Dispatcher {
  /** Publishes all or throws; publishing a known `dedupId` again is a no-op. */
  publish(messages: readonly OutMessage[]): Promise<void>
  health(): Promise<DispatcherHealth>
}

/** A dispatcher whose queue lies in our own database: publishing can be part of a transaction of the caller. */
export interface TransactionalDispatcher<Transaction> extends Dispatcher {
  publishIn(transaction: Transaction, messages: readonly OutMessage[]): Promise<void>
}
