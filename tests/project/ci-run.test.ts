import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from './files'

// The script is for the machines that check a change; they have bash.
const onUnix = process.platform === 'win32' ? test.skip : test

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickwright-ci-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

onUnix('a clean clone is installed and then tested, from whatever folder it is called', () => {
  const run = runWith('echo "npm $* in $PWD"')
  expect(run.stdout).toBe(`npm ci in ${root}\nnpm test in ${root}\n`)
  expect(run.status).toBe(0)
})

onUnix('the line the tests print last is the last line', () => {
  const run = runWith('[ "$1" = test ] && echo "12 passed, 0 failed" || echo "added 1 package"')
  expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('12 passed, 0 failed')
})

onUnix('a failed installation stops the run', () => {
  const run = runWith('echo "npm $1"; exit 3')
  expect(run.stdout).toBe('npm ci\n')
  expect(run.status).toBe(3)
})

onUnix('failed tests fail the run', () => {
  expect(runWith('[ "$1" = ci ] || exit 7').status).toBe(7)
})

onUnix('nothing waits for a person to type', () => {
  expect(runWith('read -r answer && echo "$answer"; true').stdout).toBe('')
})

/** Runs .ci/run in another folder with an npm that executes `script` instead. */
function runWith(script: string) {
  const npm = join(folder, 'npm')
  writeFileSync(npm, `#!/bin/sh\n${script}\n`)
  chmodSync(npm, 0o755)
  return spawnSync(join(root, '.ci/run'), {
    cwd: folder,
    encoding: 'utf8',
    input: 'yes\n',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` },
  })
}
