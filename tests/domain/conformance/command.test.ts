import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'tickwright-conformance-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const vector = (expected: string) => ({
  name: 'bankruptcy: long',
  inputs: { side: 'long', entryPrice: '7000', leverage: '10' },
  expected: { bankruptcyPrice: expected },
})

const fileOf = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string }

const command = (...args: readonly string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const script = ['--import', 'tsx', 'scripts/conformance.ts', ...args]
    const env = { ...process.env, TSX_TSCONFIG_PATH: 'scripts/tsconfig.json' }
    execFile(process.execPath, script, { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

test('the command ends with 0 when all cases pass, and prints one JSON document when asked to', async () => {
  const { code, stdout } = await command(fileOf('good.json', JSON.stringify([vector('6300')])), '--json')
  expect({ code, report: JSON.parse(stdout) as unknown }).toEqual({
    code: 0,
    report: { passed: 1, failed: 0, failures: [] },
  })
})

test('the command prints each mismatch and the count, and ends with 1', async () => {
  const { code, stdout } = await command(fileOf('bad.json', JSON.stringify([vector('6301'), vector('6300')])))
  expect(code).toBe(1)
  expect(stdout).toContain('bankruptcy: long: bankruptcyPrice: expected "6301", got 6300')
  expect(stdout.trimEnd()).toMatch(/1 passed, 1 failed$/)
})

test.each([
  ['a malformed file', () => [fileOf('broken.json', '{')], /It is not JSON/],
  ['a file that is not there', () => [join(folder, 'absent.json')], /cannot be read/],
  ['no file', () => [], /^Usage:/],
  ['an unknown option', () => ['--fast'], /Usage:/],
])('%s is told on standard error without a stack, and ends with 1', async (_name, args, told) => {
  const { code, stdout, stderr } = await command(...args())
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(told)
  expect(stderr).not.toMatch(/\n\s+at /)
})
