import type { Browser, Page } from 'playwright-core'
import { AppServer } from '@/tests/support/app-server'
import { describeInBrowser, openBrowser, openPage } from '@/tests/support/chromium'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { complaintsOf, faultsOf, picture, tabTo, typeInto } from '@/tests/support/page-checks'

// One story told in order: each test goes on where the one before it ended.
jest.setTimeout(240_000)

const owner = { email: 'owner@example.com', password: 'a quiet harbour in autumn' }

describeInBrowser('from a back-test to a bot', () => {
  let database: TestDatabase
  let app: AppServer
  let browser: Browser
  let page: Page
  let complaints: readonly string[] = []
  const faults: string[] = []
  let broken = false

  beforeAll(async () => {
    database = await testDatabase()
    app = await AppServer.on(database.url, { LIVE_PRICES: 'off' })
    const [opened] = await Promise.all([openBrowser(), app.start()])
    if (opened === null) throw new Error('The browser was found but did not open.')
    browser = opened
    page = await openPage(browser, { reducedMotion: 'reduce', acceptDownloads: true })
    complaints = complaintsOf(page)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await database?.close()
  })

  const chapter = (name: string, tell: () => Promise<void>) =>
    test(name, async () => {
      if (broken) throw new Error('An earlier part of the story failed.')
      broken = true
      await tell().catch(async (error: unknown) => {
        await picture(page, 'failed')
        throw error
      })
      broken = false
    })

  const visit = (path: string) => page.goto(`${app.origin}${path}`)
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
  const audit = async (name: string) => {
    faults.push(...(await faultsOf(page, name)))
  }
  const result = () => page.getByText('Worst drawdown', { exact: true }).first().waitFor({ timeout: 120_000 })

  chapter('back-tests begin with what they are and one thing to do', async () => {
    await visit('/register')
    await page.getByLabel('E-mail address').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('link', { name: 'Go to sign-in' }).click()
    await page.getByLabel('E-mail address').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await heading('Dashboard').waitFor()
    await page.getByRole('link', { name: 'Back-tests' }).first().click()
    await page.getByText('No back-tests yet').waitFor()
    await audit('backtests-empty')
  })

  chapter('a number that is none is refused at its field, and nothing typed is lost', async () => {
    await page.getByRole('link', { name: 'Try balanced settings on 90 days' }).click()
    await heading('New back-test').waitFor()
    await audit('backtest-form')
    await page.getByRole('button', { name: 'Last 30 days' }).click()
    await typeInto(page, page.getByLabel('Name', { exact: true }), 'A month of calm')
    await typeInto(page, page.getByLabel('Deposit'), '1,5')
    const run = page.getByRole('button', { name: 'Run the back-test' })
    await tabTo(page, run)
    await page.keyboard.press('Enter')
    await page
      .getByRole('alert')
      .getByRole('link', { name: /Deposit/ })
      .waitFor()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('A month of calm')
    expect(await page.getByLabel('Deposit').inputValue()).toBe('1,5')
    await audit('backtest-refused')
  })

  chapter('a run shows how far it is and then everything it found, marked as a back-test', async () => {
    await typeInto(page, page.getByLabel('Deposit'), '5000')
    await page.getByRole('button', { name: 'Run the back-test' }).click()
    await heading('A month of calm').waitFor()
    await result()
    expect(await page.getByText('Back-test', { exact: true }).count()).toBeGreaterThan(0)
    await page.getByText('Read this before you trust the figures').waitFor()
    await page.getByText('No order was ever placed', { exact: false }).waitFor()
    await page.getByRole('img').nth(2).waitFor()
    await audit('backtest-result')
    for (const tab of ['Trades', 'All figures', 'Settings']) {
      await page.getByRole('navigation', { name: 'Details' }).getByRole('link', { name: tab }).click()
      await page
        .getByRole('link', { name: tab, exact: false })
        .and(page.locator('[aria-current=page]'))
        .waitFor()
      await audit(`backtest-${tab.toLowerCase().replaceAll(' ', '-')}`)
    }
  })

  chapter('a deal is looked at closely, and the report taken home', async () => {
    await page.getByRole('navigation', { name: 'Details' }).getByRole('link', { name: 'Deals' }).click()
    await page.getByRole('link', { name: /^#1 / }).first().click()
    await page.getByRole('heading', { level: 2, name: /^Deal #1/ }).waitFor()
    await audit('backtest-deal')
    await page.getByText('Download', { exact: true }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Trades, CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/^bt_.*-trades\.csv$/)
  })

  chapter('the same with one setting changed is compared side by side', async () => {
    await page.getByRole('link', { name: 'Change and run again' }).click()
    await heading('New back-test').waitFor()
    expect(await page.getByLabel('Deposit').inputValue()).toBe('5000')
    await page.getByLabel('Name', { exact: true }).fill('A month, wider target')
    await page.getByLabel('Take profit', { exact: true }).first().fill('3')
    await page.getByRole('button', { name: 'Run the back-test' }).click()
    await heading('A month, wider target').waitFor()
    await result()
    await page.getByRole('link', { name: 'Compare' }).click()
    await heading('Compare two back-tests').waitFor()
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByText('What was set differently').waitFor()
    await page
      .getByRole('rowheader', { name: /Take profit/ })
      .first()
      .waitFor()
    await audit('backtest-compare')
    await visit('/backtests')
    await page.getByRole('link', { name: 'A month of calm' }).first().waitFor()
    await audit('backtests-list')
  })

  chapter('a file is refused with its line, then kept', async () => {
    await page.getByRole('link', { name: 'Candle files' }).click()
    await heading('Candle files').waitFor()
    const send = async (content: string) => {
      await page.getByLabel('File', { exact: true }).setInputFiles({
        ...{ name: 'january.csv', mimeType: 'text/csv', buffer: Buffer.from(content) },
      })
      await page.getByLabel('Market of the candles').fill('SOL/USDT')
      await page.getByRole('button', { name: 'Upload' }).click()
    }
    await send('nonsense')
    await page.getByText(/^Line 1: the header/).waitFor()
    await audit('candle-files-refused')
    const at = Date.UTC(2025, 0, 1)
    const rows = [0, 1, 2].map((n) => `${at + n * 60_000},100,101,99,100,5`)
    await send(['timestamp,open,high,low,close,volume', ...rows].join('\n'))
    await page.getByText('3 1-minute candles', { exact: false }).waitFor()
    await audit('candle-files')
  })

  chapter('a bot starts with the settings of a back-test', async () => {
    await visit('/backtests')
    await page.getByRole('link', { name: 'A month, wider target' }).first().click()
    await page.getByRole('link', { name: 'Start a bot with this' }).click()
    await heading('New bot').waitFor()
    await page.getByText('A month, wider target', { exact: false }).waitFor()
    expect(await page.getByLabel('Take profit', { exact: true }).first().inputValue()).toBe('3')
    await picture(page, 'bot-from-backtest')
  })

  chapter('another person finds none of it', async () => {
    const address = new URL((await page.request.get(`${app.origin}/backtests`)).url()).origin
    const id = await database.db.backtest.findFirstOrThrow({ select: { id: true } })
    const stranger = await openPage(browser)
    expect((await stranger.request.get(`${address}/api/app/backtests/${id.id}`)).status()).toBe(401)
    expect(
      (await stranger.request.get(`${address}/api/app/backtests/${id.id}/report?format=json`)).status(),
    ).toBe(401)
    await stranger.close()
  })

  test('no page of the story broke a rule of accessibility, or complained', () => {
    expect(faults).toEqual([])
    expect(complaints.filter((complaint) => !/422|status of 4/.test(complaint))).toEqual([])
  })
})
