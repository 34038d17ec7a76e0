import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readVectors } from '@/lib/domain/conformance/read-vectors'
import { printedConformance, runVectors } from '@/lib/domain/conformance/run-vectors'

const usage = `Usage: npm run conformance -- FILE [--json]

Runs a file of test vectors (martingale decisions, martingale indicators or perpetual accounting) against the product's own
functions. Prints each mismatch and how many cases passed and failed; the exit code is 1 when one failed or the file is malformed.

  --json     one JSON document on standard output`

/** A fault of the input, told in one sentence and without a stack. */
class InputFault extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = readOptions()
  if (values.help) return void console.log(usage)
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) throw new InputFault(usage)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputFault(`${file} cannot be read.`)
  })
  const vectors = readVectors(text)
  if (!vectors.ok) throw new InputFault(`${file}: ${vectors.error.message}`)
  const report = runVectors(vectors.value.cases)
  if (values.json) console.log(JSON.stringify(report))
  else console.log(`${file}: ${vectors.value.format}\n${printedConformance(report)}`)
  if (report.failed > 0) process.exitCode = 1
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new InputFault(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof InputFault ? error.message : error)
  process.exitCode = 1
})
