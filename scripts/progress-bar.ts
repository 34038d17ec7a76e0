const WIDTH = 30

/** A progress bar on standard error: one line that moves on a terminal, a line every tenth elsewhere. */
export function progressBar(of: number) {
  // The first ones are slow: threads start and the program gets warm.
  let warm: { readonly at: number; readonly done: number } | null = null
  let told = -1
  return {
    show(done: number, note = ''): void {
      const share = of === 0 ? 1 : done / of
      const tenth = Math.floor(share * 10)
      if (!process.stderr.isTTY && tenth === told) return
      told = tenth
      const full = Math.round(share * WIDTH)
      const now = performance.now()
      const speed = warm === null || done === warm.done ? null : (now - warm.at) / 1_000 / (done - warm.done)
      if (done > 0) warm ??= { at: now, done }
      const left = speed === null || done === of ? '' : `, about ${Math.ceil(speed * (of - done))} s left`
      const line = `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${done} of ${of}${left}${note}`
      process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`)
    },
    /** Lets whatever comes next begin on a line of its own. */
    end(): void {
      if (process.stderr.isTTY) process.stderr.write('\n')
    },
  }
}
