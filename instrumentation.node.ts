import { checkKeys } from '@/lib/installation/check-keys'
import { log } from '@/lib/log'
import { server } from '@/lib/server'

const drainMs = 45_000

/** Ends a start with which stored credentials could not be read: their bots would fail one by one. */
export async function refuseWrongKeys(): Promise<void> {
  const keys = await checkKeys()
  if (keys.ok) return
  log.fatal({ fault: keys.error.kind }, keys.error.message)
  // Thrown, the framework would go on listening and answer everything with an empty 500.
  process.exit(1)
}

/** Starts the dispatch loop of this process, if dispatching is embedded; it drains when the process is told to end. */
export function startDispatching(port: number): void {
  if (shared.tickwrightDispatching) return
  shared.tickwrightDispatching = true
  const loop = server().dispatchLoop(port)
  if (loop === null) return
  loop.start()
  log.info({ port }, 'The dispatch loop runs.')
  const end = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'The dispatch loop drains.')
    loop.drain(drainMs).then(
      () => log.info('The dispatch loop has ended.'),
      (error: unknown) => log.error({ error }, 'The dispatch loop did not end cleanly.'),
    )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}

/** Logs an error that reached the framework. The route's pattern is logged, not the path: a path may hold a token. */
export function reportRequestError(error: unknown, method: string, route: string): void {
  log.error({ error, method, route }, 'A request failed.')
}

const shared = globalThis as typeof globalThis & { tickwrightDispatching?: boolean }
