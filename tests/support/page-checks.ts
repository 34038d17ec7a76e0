import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { violationsOf } from './axe'

/** Everything a page complained about: errors of scripts, console errors and warnings, requests its own policy refused. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`${page.url()} threw ${String(error)}`))
  page.on('console', (message) => {
    const type = message.type()
    if (type === 'error' || type === 'warning') complaints.push(`${page.url()} ${type}: ${message.text()}`)
  })
  return complaints
}

const desktop = { width: 1280, height: 800 }
const phone = { width: 375, height: 812 }
const narrowest = { width: 320, height: 640 }

/**
 * Audits a page as a desktop in light and as a phone in dark colours, and says whether it scrolls sideways at 320 px. With PICTURES_DIR set
 * both are pictured there under `name`. The page is left as a desktop in light colours.
 */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  const faults: string[] = []
  for (const [look, size, colorScheme] of [
    ['desktop', desktop, 'light'],
    ['phone', phone, 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    await picture(page, `${name}-${look}-${colorScheme}`)
    for (const { rule, help, elements } of await violationsOf(page)) {
      faults.push(`${name}, ${look}, ${colorScheme}: ${rule} (${help}) at ${elements.join(' and ')}`)
    }
  }
  await page.setViewportSize(narrowest)
  const overhang = await settledOverhang(page)
  if (overhang !== null) faults.push(`${name} scrolls sideways at 320 px because of ${overhang}`)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize(desktop)
  return faults
}

/** Tabs on until the control has the focus, as somebody without a mouse does. Rejects when it cannot be reached. */
export async function tabTo(page: Page, target: Locator, { backwards = false } = {}): Promise<void> {
  const isFocused = () => target.evaluate((element) => element === document.activeElement)
  for (let presses = 0; presses < 120; presses += 1) {
    if (await isFocused()) return
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab')
  }
  throw new Error(`No way to ${String(target)} by keyboard`)
}

/** Replaces what stands in a text field, by keyboard alone. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(text)
}

/** Pictures the whole page into the folder PICTURES_DIR names, if it is set. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES_DIR
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  // Charts are drawn by a script of their own.
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
}

// Charts follow a new size of the window a moment later.
async function settledOverhang(page: Page): Promise<string | null> {
  const deadline = performance.now() + 2_000
  for (;;) {
    const overhang = await overhangOf(page)
    if (overhang === null || performance.now() > deadline) return overhang
    await page.waitForTimeout(50)
  }
}

/** What reaches furthest beyond the window, or null when nothing makes the page scroll sideways. */
function overhangOf(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return null
    const [widest] = [...document.body.querySelectorAll('*')]
      .map((element) => ({ element, right: element.getBoundingClientRect().right }))
      .sort((a, b) => b.right - a.right)
    return `${widest?.element.tagName ?? 'something'} "${widest?.element.textContent?.slice(0, 40) ?? ''}" (${widest?.right ?? 0} px)`
  })
}
