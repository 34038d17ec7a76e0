import { z } from 'zod'
import { historyExchanges, historyTimeframes, type CandleSource } from '@/lib/domain/candles/candle-source'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { parseReplayConfig, type ReplayConfig } from '@/lib/replay/config'

const instant = z.int().min(0).max(8.64e15)

/** Which candles a run takes. */
export const dataSchema = z.strictObject({
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('simulated'), seed: z.string().min(1).max(64) }),
    z.strictObject({ kind: z.literal('exchange'), exchange: z.enum(historyExchanges) }),
    /** Files by symbol, each with the name it had when the run was asked for. */
    z.strictObject({
      kind: z.literal('files'),
      files: z.record(
        z.string(),
        z.strictObject({ id: z.string(), name: z.string(), barMs: z.int().positive() }),
      ),
    }),
  ]),
  /** Of no meaning for files, which have candles of their own length. */
  timeframe: z.enum(historyTimeframes),
  /** Opening times from (included) to (not), milliseconds UTC. */
  from: instant,
  to: instant,
})

export type BacktestData = z.output<typeof dataSchema>

/** Everything a stored back-test was asked to do. `config` is what `npm run backtest` takes. */
export type BacktestRequest = { readonly data: BacktestData; readonly config: ReplayConfig }

/** Reads a stored request. What we wrote ourselves is readable: anything else is a bug and throws. */
export function readRequest(stored: unknown): BacktestRequest {
  const { data, config } = z.strictObject({ data: dataSchema, config: z.unknown() }).parse(stored)
  const parsed = parseReplayConfig(JSON.stringify(config))
  if (!parsed.ok) throw new Error(`a stored back-test is not readable: ${parsed.error.faults.join(' ')}`)
  return { data, config: parsed.value }
}

/** The symbols a request needs candles of, each once. */
export const symbolsOf = ({ config }: BacktestRequest): string[] => [
  ...new Set(config.pairs.map(({ symbol }) => symbol)),
]

/** Where the candles of one symbol come from; null for a symbol that has no file. */
export function sourceOf({ source }: Pick<BacktestData, 'source'>, symbol: string): CandleSource | null {
  if (source.kind !== 'files') return source
  const file = source.files[symbol]
  return file === undefined ? null : { kind: 'upload', uploadId: file.id }
}

/** Length of the candles of a request, in milliseconds. */
export function barMsOf({ source, timeframe }: BacktestData): number {
  const [file] = source.kind === 'files' ? Object.values(source.files) : []
  return file?.barMs ?? timeframeMs[timeframe]
}

/** Candles that a request can have at most: fewer come where some are missing. */
export const expectedCandles = (request: BacktestRequest): number =>
  Math.ceil((request.data.to - request.data.from) / barMsOf(request.data)) * symbolsOf(request).length
