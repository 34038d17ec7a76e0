import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { violationsOf } from '@/tests/support/axe'
import { describeInBrowser, openBrowser, openPage } from '@/tests/support/chromium'

const page = (body: string) =>
  `<!doctype html><html lang="en"><head><title>Bots</title></head><body><main>${body}</main></body></html>`

const pages: Record<string, string> = {
  '/clean': page('<h1>Bots</h1><label>Name <input></label>'),
  '/faulty': page('<h1>Bots</h1><input id="name"><p style="color: #ccc; background: #fff">Running</p>'),
}

describeInBrowser('the browser of the tests', () => {
  let browser: Browser
  let server: Server
  let origin: string

  beforeAll(async () => {
    const opened = await openBrowser()
    if (opened === null) throw new Error('The browser was found but did not open.')
    browser = opened
    server = createServer((request, response) => {
      // As strict as the product's own pages: the audit must not need a hole in the policy.
      response.setHeader('content-security-policy', "default-src 'none'; style-src-attr 'unsafe-inline'")
      response.setHeader('content-type', 'text/html').end(pages[request.url ?? ''] ?? '')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  test('an audit finds a field without a label and text nobody can read', async () => {
    const opened = await openPage(browser)
    await opened.goto(`${origin}/faulty`)
    const violations = await violationsOf(opened)
    expect(violations.map(({ rule, elements }) => [rule, elements])).toEqual([
      ['color-contrast', ['p']],
      ['label', ['#name']],
    ])
  }, 30_000)

  test('an audit of a clean page finds nothing', async () => {
    const opened = await openPage(browser)
    await opened.goto(`${origin}/clean`)
    expect(await violationsOf(opened)).toEqual([])
  }, 30_000)

  test('pages speak English and live in UTC whatever the machine speaks', async () => {
    const opened = await openPage(browser)
    const settings = await opened.evaluate(() => [
      navigator.language,
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    ])
    expect(settings).toEqual(['en-US', 'UTC'])
  }, 30_000)

  test('a page can be pictured', async () => {
    const opened = await openPage(browser, { viewport: { width: 320, height: 200 } })
    await opened.goto('data:text/html,<body style="background: teal"><h1>Bots</h1>')
    const picture = await opened.screenshot()
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([320, 200])
  }, 30_000)
})
