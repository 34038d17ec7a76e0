import { setTimeout as delay } from 'node:timers/promises'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { isAlive } from '@/lib/adapters/database/embedded/processes'
import { freePort } from '@/tests/support/app-server'
import { describeInBrowser, openBrowser, openPage } from '@/tests/support/chromium'
import { Installation } from '@/tests/support/installation'

// Told in order on one installation: each test goes on where the one before it ended.
jest.setTimeout(180_000)

let data: string
let installation: Installation
const others: Installation[] = []
const folders: string[] = []

const newFolder = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), `tickwright-test-${process.pid}-`))
  folders.push(folder)
  return folder
}

const another = (port: number, folder: string) => {
  const other = new Installation(port, folder)
  others.push(other)
  return other
}

beforeAll(async () => {
  data = await newFolder()
  installation = new Installation(await freePort(), data)
  await installation.healthy(120_000)
})

afterAll(async () => {
  for (const each of [installation, ...others]) await each?.destroy()
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }
  for (const folder of folders) await rm(folder, options)
})

/** The sentence for the operator: what was printed last. */
const lastLine = (output: string) => output.trim().split('\n').at(-1) ?? ''

test('one command on an empty folder brings up database and application', async () => {
  expect(await installation.health()).toMatchObject({
    status: 200,
    body: { status: 'ok', faults: [], database: 'ok', migrations: { pending: 0 }, bots: { running: 0 } },
  })
  expect(await installation.postmaster()).not.toBeNull()
  expect(installation.output).not.toMatch(/error/i)
  expect((await fetch(installation.origin)).status).toBe(200)
})

test('a second start on the same folder is refused in one sentence and disturbs nothing', async () => {
  const pid = await installation.postmaster()
  const second = another(await freePort(), data)
  expect(await second.ended(60_000)).toBe(1)
  expect(lastLine(second.output)).toMatch(/^[A-Z].*(in use|already|uses|running).*\.$/)
  expect(second.output).not.toMatch(/^ {4}at /m)
  expect(await installation.postmaster()).toBe(pid)
  expect((await installation.health())?.status).toBe(200)
})

test('a start on a port that is in use is refused in one sentence and leaves nothing behind', async () => {
  const folder = await newFolder()
  const second = another(installation.port, folder)
  expect(await second.ended(60_000)).toBe(1)
  expect(lastLine(second.output)).toMatch(new RegExp(`^Port ${installation.port} is in use\\. .*--port`))
  expect(second.output).not.toMatch(/^ {4}at /m)
  expect(await readdir(folder)).toEqual([])
})

describeInBrowser('while the database is away', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const opened = await openBrowser()
    if (opened === null) throw new Error('The browser was found but did not open.')
    browser = opened
    page = await openPage(browser)
    const person = { email: 'first@example.com', password: 'a quiet harbour in autumn' }
    await page.goto(`${installation.origin}/register`)
    await page.getByLabel('E-mail address').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('link', { name: 'Go to sign-in' }).click()
    await page.waitForURL('**/sign-in')
    await page.getByLabel('E-mail address').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  })
  afterAll(() => browser?.close())

  test('pages say so, and everything recovers by itself when it is back', async () => {
    const cluster = path.join(data, 'postgres/cluster')
    const before = await installation.postmaster()
    if (before === null) throw new Error('There is no database to kill.')
    // Without its folder it cannot be restarted: it stays away until the folder is back.
    await rename(cluster, `${cluster}.away`)
    process.kill(before, 'SIGKILL')

    const answer = await page.goto(`${installation.origin}/dashboard`)
    await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor()
    await page.getByText('Trading state is unknown to this page').waitFor()
    expect(answer?.status()).toBeGreaterThanOrEqual(500)
    expect(await installation.health()).toMatchObject({
      status: 503,
      body: { status: 'down', faults: ['database-down'], database: 'down' },
    })

    await rename(`${cluster}.away`, cluster)
    await installation.healthy(60_000)
    expect(await installation.postmaster()).not.toBe(before)
    // The application may find the database again a moment before its keeper says so.
    const told = /The database stopped unexpectedly; restarting it\.[^]*The database is back\./
    const deadline = performance.now() + 20_000
    while (!told.test(installation.output) && performance.now() < deadline) await delay(100)
    expect(installation.output).toMatch(told)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  })
})

test('a termination ends the application and its database within seconds', async () => {
  const pid = await installation.postmaster()
  if (pid === null) throw new Error('There is no database.')
  installation.terminate()
  await installation.ended(15_000)
  expect(isAlive(pid)).toBe(false)
  expect(await installation.postmaster()).toBeNull()
  expect(await installation.health()).toBeNull()
})

test('the next start finds everything as it was, and Ctrl-C ends it', async () => {
  const again = another(installation.port, data)
  await again.healthy(60_000)
  expect(again.output).not.toMatch(/migrations applied/)
  again.interrupt()
  await again.ended(15_000)
  expect(await again.postmaster()).toBeNull()
})
