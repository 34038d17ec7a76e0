import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generateClient } from '@/lib/adapters/database/generate-client'
import { buildIfOutdated } from './build-if-outdated'
import { runNode } from './run-node'

const root = process.cwd()
const jest = path.join(root, 'node_modules/jest/bin/jest.js')
const args = process.argv.slice(2)

async function main(): Promise<number> {
  await generateClient({ root, env: process.env })
  if (await selectsBrowserTests()) await buildIfOutdated(root)
  const folder = await mkdtemp(path.join(tmpdir(), 'tickwright-counts-'))
  const countsFile = path.join(folder, 'counts.json')
  const code = await runNode([jest, ...args], { TEST_COUNTS_FILE: countsFile })
  const counts = await readFile(countsFile, 'utf8').catch(() => '{"passed":0,"failed":1}')
  await rm(folder, { recursive: true })
  const { passed, failed } = JSON.parse(counts) as { passed: number; failed: number }
  console.log(`${passed} passed, ${failed} failed`)
  return code
}

// Jest itself says which files the arguments choose; only those under tests/e2e need the built application.
async function selectsBrowserTests(): Promise<boolean> {
  if (args.length === 0) return true
  let list = ''
  await runNode([jest, '--listTests', ...args], {}, (text) => (list += text))
  return list.split('\n').some((file) => file.includes(`${path.sep}tests${path.sep}e2e${path.sep}`))
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    console.log('0 passed, 1 failed')
    process.exitCode = 1
  },
)
