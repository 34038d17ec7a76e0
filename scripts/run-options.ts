import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { parseReplayConfig, type ReplayConfig } from '@/lib/replay/config'
import { InputFault } from './input-fault'

/**
 * The options that replay and back-test share; null = only the help is wanted. Anything unusable is an `InputFault`. A command that
 * writes a journal `takesJournal`.
 */
export function readRunOptions(usage: string, takesJournal = false) {
  const values = parsed(usage)
  if (values.help) return null
  const { candles = [], config, json, journal } = values
  if (journal !== undefined && !takesJournal)
    throw new InputFault(`There is no option --journal here.\n\n${usage}`)
  if (candles.length === 0 || config === undefined) throw new InputFault(usage)
  return { candles, config, json, journal }
}

function parsed(usage: string) {
  try {
    return parseArgs({
      options: {
        candles: { type: 'string', multiple: true },
        config: { type: 'string' },
        journal: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new InputFault(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

/** Reads the configuration file of a run; every fault is named with its place. */
export async function readRunConfig(file: string): Promise<ReplayConfig> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputFault(`${file} cannot be read.`)
  })
  const config = parseReplayConfig(text)
  if (!config.ok) throw new InputFault(config.error.faults.map((fault) => `${file}: ${fault}`).join('\n'))
  return config.value
}
