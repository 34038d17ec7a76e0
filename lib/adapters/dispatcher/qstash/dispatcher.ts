import { checkMessage } from '@/lib/adapters/dispatcher/check-message'
import type { Dispatcher, OutMessage } from '@/lib/ports/dispatcher'
import { qstashClient, type QStashOptions } from './client'

export type QStashDispatcherOptions = QStashOptions & {
  /** Public origin of this service; QStash calls `origin + route`. */
  readonly origin: string
  /** Calls of one flow (one exchange) under way at once. */
  readonly flowParallelism: number
}

/** The queue refused a batch or part of it; says how many, never with what. */
export class PublishRefused extends Error {
  override readonly name = 'PublishRefused'
}

const batchSize = 200
const deadLetterPage = 100
// The SDK's default waits (12 s, 2.5 min, 30 min, 6 h) are useless for a tick that is stale after one interval.
const retryDelay = '15000 * (1 + retried)'
const defaultAttempts = 3
const defaultTimeoutSec = 60

/** Publishes through Upstash QStash, which calls our own signed routes at least once. */
export function qstashDispatcher(options: QStashDispatcherOptions): Dispatcher {
  const client = qstashClient(options)
  return {
    async publish(messages) {
      messages.forEach(checkMessage)
      for (let from = 0; from < messages.length; from += batchSize) {
        const batch = messages.slice(from, from + batchSize)
        const answers: readonly unknown[] = await client.batchJSON(
          batch.map((message) => wire(message, options)),
        )
        const accepted = answers.flat().filter(isAccepted).length
        if (accepted < batch.length) {
          throw new PublishRefused(`QStash accepted ${accepted} of ${batch.length} messages`)
        }
      }
    },
    async health() {
      try {
        const { messages } = await client.dlq.listMessages({ count: deadLetterPage })
        return { pending: null, dead: messages.length, heartbeatAgeMs: null }
      } catch {
        return { pending: null, dead: null, heartbeatAgeMs: null }
      }
    },
  }
}

function wire(message: OutMessage, { origin, flowParallelism }: QStashDispatcherOptions) {
  return {
    url: origin + message.route,
    body: message.body,
    deduplicationId: message.dedupId,
    retries: (message.maxAttempts ?? defaultAttempts) - 1,
    retryDelay,
    timeout: message.timeoutSeconds ?? defaultTimeoutSec,
    ...(message.notBefore && { notBefore: Math.ceil(message.notBefore.getTime() / 1000) }),
    ...(message.flowKey && { flowControl: { key: message.flowKey, parallelism: flowParallelism } }),
  }
}

function isAccepted(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'messageId' in answer
}
