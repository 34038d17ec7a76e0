import { closeSync, openSync, writeSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { BacktestDecision } from '@/lib/domain/backtest/input'
import { codeVersion } from '@/lib/journal/code-version'
import { JournalFileWriter } from '@/lib/journal/journal-file'
import { InputFault } from './input-fault'

/** Letters gathered before they go to the disk. */
const ENOUGH = 1 << 20

/** Opens a file that takes the decisions of a back-test, compressed where its name ends with .gz; what it held before is gone. */
export function openJournalFile(file: string) {
  const target = opened(file)
  let gathered = ''
  const flush = () => {
    writeSync(target, file.endsWith('.gz') ? gzipSync(gathered) : Buffer.from(gathered))
    gathered = ''
  }
  const journal = new JournalFileWriter(
    (line) => {
      gathered += `${line}\n`
      if (gathered.length >= ENOUGH) flush()
    },
    'backtest',
    codeVersion(),
  )
  return {
    add: ({ at, pair, facts, decision }: BacktestDecision): void => {
      const { symbol, side, settings } = pair
      const { strategy = '', config = {} } = settings ?? {}
      journal.add({ symbol, side, strategy, configVersion: 1, settings: config, facts, decision }, at)
    },
    close: (): void => {
      journal.end()
      flush()
      closeSync(target)
    },
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    throw new InputFault(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
