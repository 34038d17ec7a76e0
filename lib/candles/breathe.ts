/** Gives the event loop back, so that whatever else waits goes first. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
