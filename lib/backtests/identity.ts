import { createHash, type Hash } from 'node:crypto'
import { ENGINE_VERSION } from '@/lib/domain/backtest/engine-version'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { DEFAULT_FUNDING_RATE } from '@/lib/domain/perpetuals/funding'
import { IMPACT_LIMIT } from '@/lib/domain/simulation/taker-price'
import { openVenue } from '@/lib/domain/simulation/venue'

/** What a result was computed from. Two runs of the same identity give the same trades, whoever computes them. Hashes are sha-256. */
export type RunIdentity = {
  /** Deposit, decision interval, and every pair with its settings and the rules and fees of its market. */
  readonly config: string
  /** All columns of all series. */
  readonly candles: string
  /** The fill rules that may be set, in full. */
  readonly fills: FillSettings
  /** Nothing is drawn by chance in a back-test. */
  readonly seed: null
  readonly engine: number
}

export type FillSettings = {
  readonly participation: number
  readonly intrabar: string
  readonly impactLimit: number
  readonly fundingRatePer8h: number
}

export function identityOf(input: BacktestInput): RunIdentity {
  const { deposit, intervalMs, pairs, markets } = input
  const { participation, intrabar } = openVenue(deposit)
  const settled = pairs.map(({ symbol, side, leverage, allocatedCapital, settings = null }) => ({
    ...{ symbol, side, leverage, allocatedCapital, settings },
    instrument: markets.get(symbol)?.instrument ?? null,
  }))
  return {
    config: sha256((hash) => hash.update(sortedJson({ deposit, intervalMs, pairs: settled }))),
    candles: sha256((hash) => {
      for (const [symbol, { candles }] of [...markets].sort(([a], [b]) => (a < b ? -1 : 1))) {
        hash.update(`${symbol} ${candles.barMs} ${candles.length}\n`)
        for (const column of columnsOf(candles)) hash.update(bytesOf(column))
      }
    }),
    fills: { participation, intrabar, impactLimit: IMPACT_LIMIT, fundingRatePer8h: DEFAULT_FUNDING_RATE },
    seed: null,
    engine: ENGINE_VERSION,
  }
}

function sha256(fill: (hash: Hash) => void): string {
  const hash = createHash('sha256')
  fill(hash)
  return hash.digest('hex')
}

const columnsOf = ({ openTime, open, high, low, close, volume }: CandleSeries): Float64Array[] => [
  ...[openTime, open, high, low, close, volume],
]

const bytesOf = (column: Float64Array): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength)

/** JSON with the keys of every object in order, so that two spellings of the same settings hash alike. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
