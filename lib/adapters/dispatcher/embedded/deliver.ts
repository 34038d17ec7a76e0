import { Agent, request as httpRequest } from 'node:http'
import { signCall } from './sign-call'
import type { ClaimedMessage, Finish } from './store'

export type CallAnswer = {
  readonly status: number
  /** Seconds the route asked us to wait; null when it did not. */
  readonly retryAfterSec: number | null
  readonly nonRetryable: boolean
}

/** Calls a route of this very service with a signed body. Rejects when there was no answer in time. */
export type CallRoute = (route: string, body: string, timeoutSec: number) => Promise<CallAnswer>

export type RouteCaller = { readonly call: CallRoute; readonly close: () => void }

const longestDelaySec = 86_400

/** Signed POSTs over kept-alive connections to loopback; signed for the public url, like every call of QStash. */
export function loopbackCaller(options: {
  readonly port: number
  readonly origin: string
  readonly signingKey: string
  readonly connections: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}): RouteCaller {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections + 2 })
  const call: CallRoute = (route, body, timeoutSec) =>
    new Promise((resolve, reject) => {
      const signature = signCall({
        key: options.signingKey,
        url: options.origin + route,
        body,
        nowSec: Math.floor(options.now() / 1000),
      })
      const outgoing = httpRequest(
        {
          agent,
          host: '127.0.0.1',
          port: options.port,
          path: route,
          method: 'POST',
          signal: AbortSignal.timeout(timeoutSec * 1000),
          headers: {
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(body),
            'Upstash-Signature': signature,
          },
        },
        (response) => {
          response.resume()
          response.on('error', reject)
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              retryAfterSec: retryAfter(response.headers['retry-after']),
              nonRetryable: response.headers['upstash-nonretryable-error'] === 'true',
            }),
          )
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  return { call, close: () => agent.destroy() }
}

/** Delivers one claimed message and says how it ended. Never rejects. `random` in [0, 1) spreads the waits. */
export async function deliver(
  message: ClaimedMessage,
  call: CallRoute,
  random: () => number,
): Promise<Finish> {
  const { id, leaseToken, attempts } = message
  const base = { id, leaseToken, delaySec: 0 }
  try {
    const answer = await call(message.route, message.body, message.timeoutSec)
    if (answer.status >= 200 && answer.status < 300) return { ...base, outcome: 'done', error: null }
    const error = `answered ${answer.status}`
    if (answer.status === 489 && answer.nonRetryable) return { ...base, outcome: 'dead', error }
    const delaySec =
      answer.retryAfterSec === null
        ? backOffSec(attempts, random())
        : Math.min(longestDelaySec, answer.retryAfterSec)
    return { ...base, outcome: 'retry', delaySec, error }
  } catch (error) {
    const cause = causeOf(error)
    return {
      ...base,
      outcome: 'retry',
      delaySec: backOffSec(attempts, random()),
      error: `no answer: ${cause}`,
    }
  }
}

/** Seconds to wait after the n-th attempt: 2^n, at most a day, less up to half of it so that retries do not march in step. */
export function backOffSec(attempts: number, random: number): number {
  return Math.min(longestDelaySec, 2 ** attempts) * (1 - random / 2)
}

function retryAfter(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : null
}

/** The system's own word for it (`ECONNREFUSED`), else the kind of error; a message might quote what was sent. */
function causeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown'
}
