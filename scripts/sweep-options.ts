import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { InputFault } from './input-fault'

const MOST_WORKERS = 64

/** The options of a sweep; null = only the help is wanted. Anything unusable is an `InputFault`. */
export function readSweepOptions(usage: string) {
  const values = parsed(usage)
  if (values.help) return null
  const { candles = [], config, sweep, json } = values
  if (candles.length === 0 || config === undefined || sweep === undefined) throw new InputFault(usage)
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers)
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) {
    throw new InputFault(`--workers must be a whole number from 1 to ${MOST_WORKERS}.`)
  }
  return { candles, config, sweep, json, workers }
}

function parsed(usage: string) {
  try {
    return parseArgs({
      options: {
        candles: { type: 'string', multiple: true },
        config: { type: 'string' },
        sweep: { type: 'string' },
        workers: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new InputFault(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}
