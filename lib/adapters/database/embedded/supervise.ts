import { setTimeout as delay } from 'node:timers/promises'
import { bringUp, type Context, type Running } from './bring-up'
import { stopPostmaster } from './postmaster'

export type Supervised = { pid(): number; stop(): Promise<void> }

const longestPauseMs = 30_000

/**
 * Keeps a server running until `stop`: when the connection that holds its ownership breaks, the server has died (or cut
 * off all its clients after a crash of one), and it is brought up again, on the same port while that is free.
 */
export function supervise(
  context: Context,
  first: Running,
  onIncident: (message: string) => void,
): Supervised {
  let running = first
  let stopping: Promise<void> | undefined
  let recovering: Promise<void> = Promise.resolve()
  const watch = () =>
    running.owner.once('end', () => {
      if (stopping === undefined) recovering = recover()
    })
  const recover = async () => {
    onIncident('The database stopped unexpectedly; restarting it.')
    for (let pause = 250; stopping === undefined; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        running = await bringUp(context)
        onIncident('The database is back.')
        watch()
        return
      } catch (error) {
        onIncident(
          `The database could not be restarted: ${error instanceof Error ? error.message : String(error)}`,
        )
        await delay(pause, undefined, { ref: false })
      }
    }
  }
  const stop = async () => {
    await recovering
    await running.owner.end().catch(() => undefined)
    await stopPostmaster(running.pid, context.folder, context.binaries)
  }
  watch()
  return { pid: () => running.pid, stop: () => (stopping ??= stop()) }
}
