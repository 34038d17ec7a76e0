import type { FromEngine } from './engine-messages'
import type { StartThread } from './engine-thread'

/** A thread of the engine in a Web Worker of this site. */
export const startBrowserThread: StartThread = (listener) => {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<FromEngine>) => listener.message(data)
  worker.onmessageerror = () => listener.died('A message could not be read.')
  worker.onerror = (event) => {
    event.preventDefault()
    listener.died(event.message || 'The worker could not be started.')
  }
  return { post: (message) => worker.postMessage(message), end: () => worker.terminate() }
}
