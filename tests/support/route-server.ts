import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Handler = (request: Request) => Promise<Response>

/** Serves web-standard handlers over real HTTP on loopback, as the framework does for routes. */
export async function startRouteServer(routes: Readonly<Record<string, Handler>>) {
  const state = { underWay: 0, peak: 0 }
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      state.underWay += 1
      state.peak = Math.max(state.peak, state.underWay)
      const path = incoming.url ?? ''
      const handler = routes[path]
      const request = new Request(`http://${incoming.headers.host}${path}`, {
        method: incoming.method ?? 'POST',
        headers: incoming.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      })
      const answer = handler ? handler(request) : Promise.resolve(new Response(null, { status: 404 }))
      answer
        .catch(() => new Response(null, { status: 500 }))
        .then(async (response) => {
          state.underWay -= 1
          outgoing.writeHead(response.status, Object.fromEntries(response.headers))
          outgoing.end(Buffer.from(await response.arrayBuffer()))
        })
        .catch(() => outgoing.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  })
}
