import type { TransactionalDispatcher } from '@/lib/ports/dispatcher'
import { insertMessages, queueHealth, type Sql } from './store'

/** The queue in our own database; `EmbeddedLoop` delivers from it. */
export function embeddedDispatcher(sql: Sql): TransactionalDispatcher<Sql> {
  return {
    publish: async (messages) => void (await insertMessages(sql, messages)),
    publishIn: async (transaction, messages) => void (await insertMessages(transaction, messages)),
    health: () => queueHealth(sql),
  }
}
