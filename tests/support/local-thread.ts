import { deserialize, serialize } from 'node:v8'
import { CandlesUnavailable } from '@/components/engine/candles-unavailable'
import { EngineHost } from '@/components/engine/engine-host'
import type { FromEngine, ToEngine } from '@/components/engine/engine-messages'
import type { StartThread, ThreadListener } from '@/components/engine/engine-thread'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'

/**
 * Threads of the engine that run in the test's own thread: the very host that a Web Worker runs, with every message cloned as between
 * threads. `candles` answers what the server would; a missing address is a refusal.
 */
export function localThreads(candles: (address: string) => Promise<CandleSeries> | CandleSeries | null) {
  const started: LocalThread[] = []
  const loaded: string[] = []
  const load = async (address: string) => {
    loaded.push(address)
    const series = await candles(address)
    if (series === null) throw new CandlesUnavailable('There is no history of this market.')
    return series
  }
  const start: StartThread = (listener) => {
    const thread = new LocalThread(listener, load)
    started.push(thread)
    return thread
  }
  return { start, started, loaded }
}

class LocalThread {
  readonly heard: ToEngine[] = []
  isEnded = false
  private readonly host: EngineHost

  constructor(
    private readonly listener: ThreadListener,
    loadCandles: (address: string) => Promise<CandleSeries>,
  ) {
    this.host = new EngineHost({
      send: (message) => this.tell(message),
      loadCandles,
      now: () => performance.now(),
      pause: () => new Promise((resolve) => setTimeout(resolve)),
    })
  }

  post(message: ToEngine): void {
    const copy = cloned(message)
    this.heard.push(copy)
    setTimeout(() => {
      if (!this.isEnded) this.host.receive(copy)
    })
  }

  end(): void {
    this.isEnded = true
  }

  /** As when a browser takes a worker away. */
  die(): void {
    this.isEnded = true
    this.listener.died('out of memory')
  }

  private tell(message: FromEngine): void {
    const copy = cloned(message)
    setTimeout(() => {
      if (!this.isEnded) this.listener.message(copy)
    })
  }
}

// Not the global function, which the simulated browser lacks.
const cloned = <Message>(message: Message): Message => deserialize(serialize(message)) as Message
