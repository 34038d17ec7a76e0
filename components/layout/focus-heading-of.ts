const PATIENCE_MS = 10_000

/**
 * Moves the focus to the page's heading, or waits up to 10 s for it while a skeleton stands in its place. Whoever moved the focus
 * meanwhile keeps it. Returns how to stop waiting.
 */
export function focusHeadingOf(root: HTMLElement): () => void {
  const before = document.activeElement
  const attempt = (): boolean => {
    const heading = root.querySelector<HTMLElement>('h1')
    if (heading === null) return false
    const wasLeft = document.activeElement === before || document.activeElement === document.body
    if (wasLeft) heading.focus({ preventScroll: true })
    return true
  }
  if (attempt()) return () => undefined
  const observer = new MutationObserver(() => {
    if (attempt()) stop()
  })
  const timer = setTimeout(() => stop(), PATIENCE_MS)
  const stop = () => {
    observer.disconnect()
    clearTimeout(timer)
  }
  observer.observe(root, { childList: true, subtree: true })
  return stop
}
