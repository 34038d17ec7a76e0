import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parseArgs } from 'node:util'
import { openEmbeddedPostgres, type OpenedDatabase } from '@/lib/adapters/database/embedded/open'
import { generateClient } from '@/lib/adapters/database/generate-client'
import { codeVersion } from '@/lib/journal/code-version'
import { checkJournalFile } from '@/lib/journal/journal-file'
import { reportOf, reportedFindings, type JournalReport } from '@/lib/journal/tell-check'
import { failCommand, InputFault } from './input-fault'

const usage = `Usage: npm run verify-journal -- --bot ID [--json]
       npm run verify-journal -- --file FILE [--json]

Checks that what a bot decided can be decided again: links the journal's hash chain anew and runs every kept decision again from the
facts and settings it was based on. Prints how many are identical, or the first difference; with --bot also whether every order comes
from a decision. The exit code is 1 when the chain is broken or a decision differs.

  --bot   id of a bot (it stands in the address of its page); read from DATABASE_URL, or from the built-in database in .data/postgres,
          also while the application runs
  --file  a journal written by npm run backtest -- --journal FILE (also .gz)
  --json  one JSON document on standard output: { "ok": bool, "checks": [{ "name", "ok", "detail" }] }`

async function main(): Promise<void> {
  const options = readOptions()
  if (options === null) return void console.log(usage)
  const report = options.file === undefined ? await botReport(options.bot) : await fileReport(options.file)
  console.log(options.json ? JSON.stringify(report) : printed(report))
  if (!report.ok) process.exitCode = 1
}

async function fileReport(file: string): Promise<JournalReport> {
  if (!existsSync(file)) throw new InputFault(`${file} does not exist.`)
  const check = await checkJournalFile(linesOf(file)).catch((error: unknown) => {
    throw new InputFault(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  if (!check.ok) throw new InputFault(`${file} is no journal. ${check.error.message}`)
  const { findings, head } = check.value
  return reportOf(
    reportedFindings(findings, { first: 1, last: head.sequence, hash: head.hash }, codeVersion()),
  )
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const text = file.endsWith('.gz') ? pipeline(source, createGunzip(), () => undefined) : source
  yield* createInterface({ input: text, crlfDelay: Infinity })
}

async function botReport(botId: string): Promise<JournalReport> {
  const database = await openDatabase()
  try {
    // The database client is generated code: what needs it is loaded once it is there.
    await generateClient({ root: process.cwd(), env: process.env })
    const { verifyBot } = await import('@/lib/journal/verify-bot')
    const report = await verifyBot(database.url, botId)
    if (report === null) throw new InputFault(`There is no bot ${botId} in this database.`)
    return report
  } finally {
    await database.close()
  }
}

async function openDatabase(): Promise<OpenedDatabase> {
  const external = process.env.DATABASE_URL?.trim()
  if (external) return { url: external, close: async () => undefined }
  const opened = await openEmbeddedPostgres('.data/postgres')
  if (opened === null)
    throw new InputFault(
      'There is no database yet: .data/postgres is made by npm start. Or set DATABASE_URL.',
    )
  return opened
}

const printed = ({ ok, checks }: JournalReport): string =>
  [
    ...checks.map((check) => `${check.ok ? 'ok  ' : 'FAIL'}  ${check.name}: ${check.detail}`),
    ok ? 'The journal holds.' : 'The journal does not hold.',
  ].join('\n')

type Options = { readonly json: boolean } & (
  { readonly bot: string; readonly file?: undefined } | { readonly file: string }
)

function readOptions(): Options | null {
  const { help, json, bot, file } = parsed()
  if (help) return null
  if (bot !== undefined && file === undefined) return { json, bot }
  if (file !== undefined && bot === undefined) return { json, file }
  throw new InputFault(usage)
}

function parsed() {
  try {
    return parseArgs({
      options: {
        bot: { type: 'string' },
        file: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new InputFault(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

main().catch(failCommand)
