import { findChromium, type Machine } from '@/tests/support/find-chromium'

const at = (files: readonly string[], over: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  arch: 'x64',
  env: { PATH: '/usr/local/bin:/usr/bin' },
  exists: (path) => files.some((file) => path.endsWith(file)),
  ...over,
})
const mac = { platform: 'darwin', arch: 'arm64', env: {} } as const
const windows = { platform: 'win32', arch: 'x64', env: { PROGRAMFILES: 'C:\\Program Files' } } as const
const packaged = 'node_modules/@sparticuz/chromium'

test.each([
  [
    'CHROME_PATH before an installed one',
    at(['/opt/mine', '/usr/bin/chromium'], { env: { CHROME_PATH: '/opt/mine', PATH: '/usr/bin' } }),
    '/opt/mine',
  ],
  ['Chrome before Chromium', at(['/usr/bin/chromium', '/usr/bin/google-chrome']), '/usr/bin/google-chrome'],
  ['an installed one before the packaged one', at(['/usr/bin/chromium', packaged]), '/usr/bin/chromium'],
  [
    'Chrome on a Mac',
    at(['Google Chrome', 'Microsoft Edge'], mac),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  [
    'Edge on Windows',
    at(['msedge.exe'], windows),
    'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
])('the tests take %s', (_what, machine, executablePath) => {
  expect(findChromium(machine)).toEqual({ kind: 'installed', executablePath })
})

test('on Linux x64 with no browser the tests take the packaged one', () => {
  expect(findChromium(at([packaged]))).toMatchObject({ kind: 'packaged' })
})

test.each([
  ['Linux on Arm', at([packaged], { arch: 'arm64' })],
  ['a Mac', at([packaged], mac)],
  ['an installation without the package', at([])],
])('%s without a browser has none', (_what, machine) => {
  expect(findChromium(machine)).toBeNull()
})

test('a CHROME_PATH that names nothing is an error, not a silent fallback', () => {
  expect(() => findChromium(at([packaged], { env: { CHROME_PATH: '/nowhere' } }))).toThrow('/nowhere')
})
