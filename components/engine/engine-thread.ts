import type { FromEngine, ToEngine } from './engine-messages'

/** One thread of the engine as the page sees it. */
export type EngineThread = {
  readonly post: (message: ToEngine) => void
  readonly end: () => void
}

export type ThreadListener = {
  readonly message: (message: FromEngine) => void
  /** The thread is gone and will never answer; the message is for a log, not for a user. */
  readonly died: (message: string) => void
}

/** Starts a thread; throws where there are none. */
export type StartThread = (listener: ThreadListener) => EngineThread
