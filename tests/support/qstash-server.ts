import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Entry = { destination: string; headers: Record<string, string>; body: string }
export type Received = { method: string; path: string; headers: IncomingMessage['headers']; body: string }
export type StoredSchedule = {
  scheduleId: string
  destination: string
  cron: string
  delay: string | undefined
}

/**
 * A local stand-in that speaks QStash's wire to the real SDK: batches with deduplication, schedules and the dead
 * letter list. `answerNext` makes the following requests fail with these statuses, `refuse` single batch entries.
 */
export async function startQStashServer(token: string) {
  const state = {
    requests: [] as Received[],
    messages: new Map<string, Entry & { messageId: string }>(),
    schedules: new Map<string, StoredSchedule>(),
    deadLetters: [] as { dlqId: string; messageId: string }[],
    answerNext: [] as number[],
    refuse: (_entry: Entry): boolean => false,
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const path = request.url ?? ''
      state.requests.push({ method: request.method ?? '', path, headers: request.headers, body })
      const [status, answer] = respond(request, path, body)
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(answer === undefined ? '' : JSON.stringify(answer))
    })
  })

  function respond(request: IncomingMessage, path: string, body: string): [number, unknown] {
    if (request.headers.authorization !== `Bearer ${token}`) return [401, { error: 'unauthorized' }]
    const forced = state.answerNext.shift()
    if (forced !== undefined) return [forced, { error: 'forced' }]
    if (path === '/v2/batch') return batch(JSON.parse(body) as Entry[])
    if (path.startsWith('/v2/dlq')) return [200, { messages: state.deadLetters }]
    if (path.startsWith('/v2/schedules')) return schedules(request, path)
    return [404, { error: 'not found' }]
  }

  function batch(entries: Entry[]): [number, unknown] {
    const bad = entries.find((entry) =>
      /[^A-Za-z0-9_-]/.test(header(entry, 'Upstash-Deduplication-Id') ?? ''),
    )
    if (bad) return [400, { error: 'deduplication id' }]
    return [
      200,
      entries.map((entry) => {
        if (state.refuse(entry)) return { error: 'refused' }
        const dedupId = header(entry, 'Upstash-Deduplication-Id') ?? `none_${state.messages.size}`
        const known = state.messages.get(dedupId)
        if (known) return { messageId: known.messageId, url: entry.destination, deduplicated: true }
        const messageId = `msg_${state.messages.size}`
        state.messages.set(dedupId, { ...entry, messageId })
        return { messageId, url: entry.destination }
      }),
    ]
  }

  function schedules(request: IncomingMessage, path: string): [number, unknown] {
    const rest = path.slice('/v2/schedules/'.length)
    if (request.method === 'GET') return [200, [...state.schedules.values()]]
    if (request.method === 'DELETE') return [state.schedules.delete(rest) ? 200 : 404, undefined]
    const scheduleId = String(request.headers['upstash-schedule-id'])
    const cron = String(request.headers['upstash-cron'])
    const delay = request.headers['upstash-delay']?.toString()
    state.schedules.set(scheduleId, { scheduleId, destination: rest, cron, delay })
    return [200, { scheduleId }]
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  })
}

/** A header of a batch entry, whatever its case. */
export function header(entry: Entry, name: string): string | undefined {
  return Object.entries(entry.headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}
