import type { Browser, Locator, Page } from 'playwright-core'
import { CONSENT_PHRASE } from '@/lib/domain/risk/risk-reading'
import { AppServer } from '@/tests/support/app-server'
import { describeInBrowser, openBrowser, openPage } from '@/tests/support/chromium'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { complaintsOf, faultsOf, picture } from '@/tests/support/page-checks'

// One visit told in order: each test goes on where the one before it ended.
jest.setTimeout(150_000)

const person = { email: 'careful@example.com', password: 'nine boats on a still lake' }

describeInBrowser('the look into the past while one types', () => {
  let database: TestDatabase
  let app: AppServer
  let browser: Browser
  let page: Page
  let complaints: readonly string[] = []

  beforeAll(async () => {
    database = await testDatabase()
    app = await AppServer.on(database.url)
    const [opened] = await Promise.all([openBrowser(), app.start()])
    if (opened === null) throw new Error('The browser was found but did not open.')
    browser = opened
    page = await openPage(browser, { reducedMotion: 'reduce' })
    complaints = complaintsOf(page)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await database?.close()
  })

  const panel = (name: RegExp) => page.getByRole('region', { name })
  const preview = () => panel(/^What would have happened/)
  const risk = () => panel(/^Risk before start/)
  const fresh = (which: Locator) =>
    which.locator('[data-state=fresh][aria-busy=false]').waitFor({ timeout: 60_000 })
  const figure = (which: Locator, label: string) =>
    which.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').innerText()
  const field = (label: string) => page.getByRole('textbox', { name: label, exact: true })

  test('a new bot shows what it would have done, before anybody asks', async () => {
    await page.goto(`${app.origin}/register`)
    await page.getByLabel('E-mail address').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('link', { name: 'Go to sign-in' }).click()
    await page.waitForURL('**/sign-in')
    await page.getByLabel('E-mail address').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
    await page.goto(`${app.origin}/bots/new`)
    await fresh(preview())
    expect(await figure(preview(), 'Net result')).toMatch(/USDT/)
    expect(Number(await figure(preview(), 'Deals ended'))).toBeGreaterThan(0)
  })

  test('moving a parameter changes the figures, and no candle travels again', async () => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const before = await figure(preview(), 'Net result')
    const took = await untilFigures(page, () => field('Take profit').fill('2.6'))
    expect(await figure(preview(), 'Net result')).not.toBe(before)
    expect(asked.filter((url) => url.includes('/api/app/candles'))).toEqual([])
    // A machine under load is slow; what it takes on a quiet one is in the measurements.
    expect(took).toBeLessThan(2_000)
  })

  test('what is typed is never held up, and faults keep the old figures', async () => {
    const before = await figure(preview(), 'Net result')
    await field('Take profit').fill('much')
    await preview()
      .getByText(/These figures wait until every number reads well/)
      .waitFor()
    expect(await figure(preview(), 'Net result')).toBe(before)
    expect(await field('Take profit').inputValue()).toBe('much')
    await field('Take profit').fill('2.6')
    await fresh(preview())
  })

  test('the risk of calm settings is read and asks for nothing', async () => {
    await fresh(risk())
    expect(await risk().innerText()).toMatch(/paths of 30 days from 1[78]\d days of 5-minute candles/)
    expect(await figure(risk(), 'Liquidation within 30 days')).toMatch(/%/)
    expect(await page.getByLabel(/^To start, type/).count()).toBe(0)
    expect(await faultsOf(page, 'new-bot-lookback')).toEqual([])
  })

  test('dangerous settings ask for the phrase, which the server demands and the audit keeps', async () => {
    await field('Leverage').fill('20')
    await field('Safety orders').fill('1')
    await field('Stop loss').fill('')
    await page.getByRole('switch', { name: /I want no stop loss/ }).check({ force: true })
    const phrase = page.getByLabel(/^To start, type/)
    await phrase.waitFor({ timeout: 60_000 })
    await picture(page, 'new-bot-consent')
    await page.getByRole('button', { name: 'Create and start' }).click()
    const summary = page.getByRole('alert').filter({ hasText: 'Please check what you entered' })
    await summary.getByRole('link', { name: /^Consent: / }).click()
    expect(await phrase.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await database.db.bot.count()).toBe(0)
    await page.keyboard.type(CONSENT_PHRASE)
    await page.getByRole('button', { name: 'Create and start' }).click()
    await page.waitForURL(/\/bots\/bot_/)
    const [entry] = await database.db.auditEntry.findMany({ where: { action: 'bot.risk-read' } })
    expect(entry?.detail).toMatchObject({ consentAsked: true, consentTyped: true })
  })

  test('without scripts a draft is taken, and a start without figures is told plainly', async () => {
    await database.db.user.updateMany({ data: { plan: 'PRO' } })
    const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })
    await plain.addCookies(await page.context().cookies())
    const visit = await plain.newPage()
    await visit.goto(`${app.origin}/bots/new`)
    await visit.getByLabel('Name', { exact: true }).fill('By hand')
    await visit.getByLabel('Market', { exact: true }).selectOption('ETH/USDT:USDT')
    await visit.getByRole('button', { name: 'Create and start' }).click()
    await visit
      .getByText(/No risk reading came with this form/)
      .first()
      .waitFor()
    await visit.getByText('Start without the risk figures').click()
    await visit.getByRole('button', { name: 'Create and start' }).click()
    await visit.waitForURL(/\/bots\/bot_/)
    const entries = await database.db.auditEntry.findMany({
      where: { action: 'bot.risk-read' },
      orderBy: { id: 'asc' },
    })
    expect(entries.at(-1)?.detail).toMatchObject({ reading: null, startedUnread: true })
    await plain.close()
  })

  test('no page complained', () => {
    expect(complaints).toEqual([])
  })
})

/** Milliseconds from the last input event of what `change` does until the preview shows the figures of it. */
async function untilFigures(page: Page, change: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const heading = [...document.querySelectorAll('h3')].find((each) =>
      each.textContent?.startsWith('What would'),
    )
    const section = heading?.closest('section')
    if (section === null || section === undefined) throw new Error('There is no preview.')
    const marks = { typed: 0, shown: 0 }
    Object.assign(window, { marks })
    const net = () => section.querySelector('dl dd')?.textContent
    const before = net()
    document.addEventListener('input', () => (marks.typed = performance.now()), { capture: true, once: true })
    new MutationObserver((_, observer) => {
      const isFresh = section.querySelector('[data-state=fresh][aria-busy=false]') !== null
      if (marks.typed === 0 || !isFresh || net() === before) return
      observer.disconnect()
      // Two frames later it has been painted.
      requestAnimationFrame(() => requestAnimationFrame(() => (marks.shown = performance.now())))
    }).observe(section, { subtree: true, childList: true, characterData: true, attributes: true })
  })
  await change()
  type Marked = { marks: { typed: number; shown: number } }
  await page.waitForFunction(() => (window as unknown as Marked).marks.shown > 0, undefined, {
    timeout: 30_000,
  })
  const { typed, shown } = await page.evaluate(() => (window as unknown as Marked).marks)
  return shown - typed
}
