import { EngineHost } from './engine-host'
import type { FromEngine, ToEngine } from './engine-messages'
import { loadCandles } from './candles-address'

// `self` is typed as a window here; a worker's has these two, and posts without an origin.
type WorkerScope = {
  postMessage: (message: FromEngine) => void
  onmessage: ((event: MessageEvent<ToEngine>) => void) | null
}
const scope = self as unknown as WorkerScope

// A message to oneself waits its turn behind the page's messages, without the delay of a timer.
const channel = new MessageChannel()
const resumed: (() => void)[] = []
channel.port1.onmessage = () => resumed.shift()?.()

const host = new EngineHost({
  send: (message) => scope.postMessage(message),
  loadCandles,
  now: () => performance.now(),
  pause: () =>
    new Promise((resolve) => {
      resumed.push(resolve)
      channel.port2.postMessage(null)
    }),
})

scope.onmessage = ({ data }) => host.receive(data)
