import { readCandleFile } from '@/lib/adapters/market-data/replay/read-candle-file'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { InputFault } from './input-fault'

/**
 * Reads the candle files that a command was given, one for each symbol of its configuration: `FILE`, or `SYMBOL=FILE` where there are
 * several. Gaps are told on standard error; anything unusable is an `InputFault`.
 */
export async function readSeries(
  args: readonly string[],
  symbols: readonly string[],
): Promise<ReadonlyMap<string, CandleSeries>> {
  const series = new Map<string, CandleSeries>()
  for (const arg of args) {
    const split = arg.lastIndexOf('=')
    const symbol =
      split > 0 ? arg.slice(0, split) : args.length === 1 && symbols.length === 1 ? symbols[0] : undefined
    if (symbol === undefined) {
      throw new InputFault('With several symbols each file is named as --candles SYMBOL=FILE.')
    }
    if (!symbols.includes(symbol)) throw new InputFault(`No pair of the configuration trades ${symbol}.`)
    if (series.has(symbol)) throw new InputFault(`There are two candle files for ${symbol}.`)
    const file = await readCandleFile(arg.slice(split > 0 ? split + 1 : 0))
    if (!file.ok) throw new InputFault(file.error.message)
    for (const gap of file.value.gaps) {
      console.error(
        `${symbol}: ${gap.missingBars} bars are missing from ${new Date(gap.from).toISOString()}.`,
      )
    }
    series.set(symbol, file.value.series)
  }
  const missing = symbols.filter((symbol) => !series.has(symbol))
  if (missing.length > 0) throw new InputFault(`There are no candles for ${missing.join(', ')}.`)
  const lengths = new Set([...series.values()].map(({ barMs }) => barMs))
  if (lengths.size > 1) throw new InputFault('All candle files of one run need the same bar length.')
  return series
}
