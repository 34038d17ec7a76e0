/** Asks once for all who ask the same within a while; `keepMs` is how long this answer serves others. */
export type Share<T> = (key: string, keepMs: number, work: () => Promise<T>) => Promise<T>

// A source that is down is left alone for a moment, but not for so long that its return goes unnoticed.
const KEEP_FAILURE_MS = 1_000

/** Shares answers by key: callers during the work get the same answer, callers within `keepMs` of its end too. Keeps the latest `limit` keys. */
export function sharing<T>(now: () => number, limit: number): Share<T> {
  const entries = new Map<string, { answer: Promise<T>; until: number }>()
  return (key, keepMs, work) => {
    const known = entries.get(key)
    if (known !== undefined && now() < known.until) return known.answer
    const entry = { answer: work(), until: Infinity }
    const keepFor = (ms: number) => () => {
      entry.until = now() + ms
    }
    entry.answer.then(keepFor(keepMs), keepFor(KEEP_FAILURE_MS))
    entries.delete(key)
    entries.set(key, entry)
    const oldest = entries.keys().next()
    if (entries.size > limit && oldest.done !== true) entries.delete(oldest.value)
    return entry.answer
  }
}
