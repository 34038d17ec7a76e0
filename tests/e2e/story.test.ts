import type { Browser, Page } from 'playwright-core'
import { AppServer } from '@/tests/support/app-server'
import { describeInBrowser, openBrowser, openPage } from '@/tests/support/chromium'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { complaintsOf, faultsOf, picture, tabTo, typeInto } from '@/tests/support/page-checks'

// One story told in order: each test goes on where the one before it ended.
jest.setTimeout(150_000)

const admin = { email: 'first@example.com', password: 'a quiet harbour in autumn' }
const trader = { email: 'second@example.com', password: 'seven lamps beside the river' }
const wrongPair = 'This e-mail address and password do not match an account.'

describeInBrowser('from registration to a stopped bot', () => {
  let database: TestDatabase
  let app: AppServer
  let browser: Browser
  let adminPage: Page
  let page: Page
  let complaints: readonly (readonly string[])[] = []
  const faults: string[] = []
  let broken = false

  beforeAll(async () => {
    database = await testDatabase()
    app = await AppServer.on(database.url)
    const [opened] = await Promise.all([openBrowser(), app.start()])
    if (opened === null) throw new Error('The browser was found but did not open.')
    browser = opened
    adminPage = await openPage(browser, { reducedMotion: 'reduce' })
    page = await openPage(browser, { reducedMotion: 'reduce' })
    complaints = [complaintsOf(adminPage), complaintsOf(page)]
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await database?.close()
  })

  /** A chapter cannot be told when the one before it failed: it fails at once and says so. */
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

  const audit = async (which: Page, name: string) => {
    faults.push(...(await faultsOf(which, name)))
  }

  const visit = (which: Page, path: string) => which.goto(`${app.origin}${path}`)
  const heading = (which: Page, name: string | RegExp) => which.getByRole('heading', { level: 1, name })

  async function register(which: Page, person: typeof admin): Promise<void> {
    await visit(which, '/register')
    await which.getByLabel('E-mail address').fill(person.email)
    await which.getByLabel('Password', { exact: true }).fill(person.password)
    await which.getByRole('button', { name: 'Create account' }).click()
    await which.getByRole('link', { name: 'Go to sign-in' }).click()
    await which.waitForURL('**/sign-in')
  }

  async function signIn(which: Page, person: typeof admin): Promise<void> {
    await which.getByLabel('E-mail address').fill(person.email)
    await which.getByLabel('Password', { exact: true }).fill(person.password)
    await which.getByRole('button', { name: 'Sign in' }).click()
  }

  chapter('the start page, and the forms to register and sign in, are open to everybody', async () => {
    await visit(page, '/')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await audit(page, 'landing')
    await visit(page, '/register')
    await audit(page, 'register')
    await visit(page, '/sign-in')
    await audit(page, 'sign-in')
  })

  chapter('the first to register is the administrator', async () => {
    await register(adminPage, admin)
    await signIn(adminPage, admin)
    await heading(adminPage, 'Dashboard').waitFor()
    await visit(adminPage, '/admin')
    await heading(adminPage, 'Administration').waitFor()
    await adminPage.getByText('Nobody waits').waitFor()
  })

  chapter('the second one waits for approval and sees nothing of the dashboard', async () => {
    await register(page, trader)
    await signIn(page, { ...trader, password: 'not the password at all' })
    await page.getByText(wrongPair).waitFor()
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(trader.email)
    await signIn(page, trader)
    await heading(page, 'Your account waits for approval').waitFor()
    await audit(page, 'pending')
    for (const path of ['/dashboard', '/bots', '/bots/new', '/settings/sessions', '/admin']) {
      await visit(page, path)
      await heading(page, 'Your account waits for approval').waitFor()
    }
    expect((await page.request.get(`${app.origin}/api/app/bots`)).status()).toBe(403)
  })

  chapter('the administrator approves, and the next visit is the dashboard', async () => {
    await adminPage.reload()
    await adminPage.getByText(trader.email).first().waitFor()
    await audit(adminPage, 'admin')
    await adminPage.getByRole('button', { name: 'Approve' }).first().click()
    await adminPage.getByText('Nobody waits').waitFor()
    await visit(page, '/pending')
    await heading(page, 'Dashboard').waitFor()
    await page.getByText('No bots yet').waitFor()
    await audit(page, 'dashboard-empty')
    expect((await page.request.get(`${app.origin}/admin`)).status()).toBe(404)
  })

  const field = (label: string) => page.getByRole('textbox', { name: label, exact: true })
  const rungs = () =>
    page
      .getByRole('table', { name: /^Ladder/ })
      .getByRole('rowheader')
      .allTextContents()

  const baseRow = () => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Base' }) })

  chapter('the form computes the ladder as one types and takes nothing it cannot use', async () => {
    await visit(page, '/dashboard')
    await tabTo(page, page.getByRole('link', { name: 'Create a paper bot' }))
    await page.keyboard.press('Enter')
    await heading(page, 'New bot').waitFor()
    await page.getByText(/10,000(\.00)? USDT available/).waitFor()
    await audit(page, 'new-bot')
    await typeInto(page, field('Name'), 'BTC ladder')
    expect(await rungs()).toHaveLength(6)
    const before = await baseRow().textContent()
    await typeInto(page, field('Base order'), '900')
    const after = await baseRow().textContent()
    expect(after).not.toBe(before)
    // Whole steps of 0.001 BTC come close to what was typed.
    expect(after).toMatch(/[89]\d\d\.\d\d/)
    await typeInto(page, field('Safety orders'), '3')
    expect(await rungs()).toEqual(['Base', 'Safety 1', 'Safety 2', 'Safety 3'])

    await typeInto(page, field('Take profit'), 'a lot')
    await page.getByText(/The ladder appears once every number reads well/).waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Create and start' }))
    await page.keyboard.press('Enter')
    const summary = page.getByRole('alert').filter({ hasText: 'Please check what you entered' })
    await summary.waitFor()
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await summary.getByRole('link', { name: /^Take profit: / }).count()).toBe(1)
    expect(await field('Take profit').inputValue()).toBe('a lot')
    expect(await field('Name').inputValue()).toBe('BTC ladder')
    expect(await field('Base order').inputValue()).toBe('900')
    expect(await field('Safety orders').inputValue()).toBe('3')
    await audit(page, 'new-bot-refused')
    expect(await database.db.bot.count()).toBe(0)
  })

  chapter('a bot is created and started without a mouse', async () => {
    await page
      .getByRole('alert')
      .getByRole('link', { name: /^Take profit: / })
      .focus()
    await page.keyboard.press('Enter')
    expect(await field('Take profit').evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('0.2')
    await tabTo(page, page.getByRole('combobox', { name: 'Decide every' }), { backwards: true })
    await page.keyboard.press('Home')
    await typeInto(page, field('First step'), '0.2')
    await typeInto(page, field('Cooldown'), '0')
    await tabTo(page, page.getByRole('switch', { name: /^Start at once/ }))
    await page.keyboard.press('Space')
    await tabTo(page, page.getByRole('button', { name: 'Create as draft' }))
    await page.keyboard.press('Enter')
    await heading(page, 'BTC ladder').waitFor()
    await page.getByText('Draft', { exact: true }).waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Start', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByText('Running', { exact: true }).waitFor()
    const [bot] = await database.db.bot.findMany()
    expect(bot).toMatchObject({ status: 'RUNNING', intervalSec: 60 })
  })

  chapter('within a minute a trade appears, with the reasons of the bot in its log', async () => {
    const address = page.url().replace(/\?.*$/, '')
    const table = page.getByRole('table', { name: 'Trades, newest first' })
    const deadline = performance.now() + 60_000
    do {
      await page.goto(`${address}?tab=trades`)
      await heading(page, 'BTC ladder').waitFor()
    } while ((await table.count()) === 0 && performance.now() < deadline)
    const opened = table.getByRole('row').filter({ hasText: 'Opened' })
    expect(await opened.count()).toBeGreaterThan(0)

    await audit(page, 'bot-trades')
    for (const tab of ['deals', 'orders', 'log', 'equity', 'settings']) {
      await page.goto(`${address}?tab=${tab}`)
      await heading(page, 'BTC ladder').waitFor()
      if (tab === 'log') {
        const sentences = await page
          .getByRole('list', { name: 'Log, newest first' })
          .getByRole('listitem')
          .allTextContents()
        expect(sentences.length).toBeGreaterThanOrEqual(2)
        expect(sentences.join('\n')).toMatch(
          /Waiting: .*take profit at[^]*Opened long: 0\.\d+ BTC at [^]*Started\.[^]*Created as a draft\./,
        )
      }
      await audit(page, `bot-${tab}`)
    }
    await visit(page, '/bots')
    await audit(page, 'bots')
    await visit(page, '/dashboard')
    await page.getByRole('link', { name: 'BTC ladder' }).first().waitFor()
    await audit(page, 'dashboard')
    await page.getByRole('link', { name: 'BTC ladder' }).first().click()
    await heading(page, 'BTC ladder').waitFor()
  })

  chapter('its decisions come out identical when they are taken again', async () => {
    await page.getByRole('button', { name: 'Check decisions' }).click()
    const answer = page.getByRole('status').filter({ hasText: 'The check' })
    await answer.waitFor({ timeout: 30_000 })
    expect(await answer.textContent()).toMatch(/^The check passed: (\d+) of \1 identical/)
    await audit(page, 'bot-checked')
  })

  chapter('stopping asks what becomes of the position, and the safe answer has the focus', async () => {
    const stop = page.getByRole('button', { name: 'Stop', exact: true })
    const dialog = page.getByRole('alertdialog')
    const safe = dialog.getByRole('button', { name: 'Keep running' })
    await tabTo(page, stop)
    await page.keyboard.press('Enter')
    await dialog.waitFor()
    expect(await safe.evaluate((element) => element === document.activeElement)).toBe(true)
    await audit(page, 'stop-dialog')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await stop.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await database.db.bot.count({ where: { status: 'RUNNING' } })).toBe(1)

    await page.keyboard.press('Enter')
    await dialog.waitFor()
    await tabTo(page, dialog.getByRole('radio', { name: /^Keep exits resting/ }))
    await page.keyboard.press('ArrowUp')
    expect(await dialog.getByRole('radio', { name: /^Close at market/ }).isChecked()).toBe(true)
    await tabTo(page, dialog.getByRole('button', { name: 'Stop bot, close position' }))
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
  })

  chapter('the bot closes its position and is stopped', async () => {
    const address = page.url().replace(/\?.*$/, '')
    const stopped = page.getByText('Stopped', { exact: true })
    const deadline = performance.now() + 90_000
    do {
      await page.goto(`${address}?tab=trades`)
      await heading(page, 'BTC ladder').waitFor()
      if ((await stopped.count()) > 0) break
      await page.waitForTimeout(500)
    } while (performance.now() < deadline)
    expect(await stopped.count()).toBeGreaterThan(0)
    const table = page.getByRole('table', { name: 'Trades, newest first' })
    expect(await table.getByRole('row').filter({ hasText: 'Closed' }).count()).toBeGreaterThan(0)
    await audit(page, 'bot-stopped')
    expect(await database.db.deal.count({ where: { endedAt: null } })).toBe(0)
    expect(await database.db.order.count({ where: { endedAt: null } })).toBe(0)
  })

  chapter('after signing out nothing of it can be reached any more', async () => {
    const address = page.url()
    await page.getByRole('button', { name: /^Account menu/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await heading(page, 'Sign in').waitFor()
    for (const closed of [address, `${app.origin}/dashboard`]) {
      await page.goto(closed)
      await heading(page, 'Sign in').waitFor()
    }
    expect((await page.request.get(`${app.origin}/api/app/bots`)).status()).toBe(401)
  })

  test('every page passed its audit, in both looks, and fits a window of 320 px', () => {
    expect(faults).toEqual([])
  })

  test('no page threw, complained or tried what its policy forbids', () => {
    // The two refused calls above were made by the test, not by a page.
    expect(complaints.flat()).toEqual([])
  })
})
