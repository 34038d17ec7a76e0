import type { FeeRates } from '@/lib/domain/perpetuals/instrument'

export type CcxtExchangeId = 'bybit' | 'phemex' | 'binanceusdm' | 'krakenfutures'

/** What differs between the venues when their public data is read. */
export type Venue = {
  readonly id: CcxtExchangeId
  /** Coin in which the supported perpetuals are settled. */
  readonly settle: 'USDT' | 'USD'
  /** The venue's published rates of its lowest tier; the account's own rate is only known with a key. */
  readonly fees: FeeRates
  readonly fundingIntervalMs: number
  readonly options: Readonly<Record<string, unknown>>
  /** Where risk tables come from: one request per symbol, one for all, or the listing (which may have none). */
  readonly tiers: 'per-symbol' | 'all-at-once' | 'listing'
  /** The end of a candle range may be given. */
  readonly candlesUntil: boolean
  /** Whether a body that came with success is an answer of this venue at all: error pages come with HTTP 200 too. */
  readonly isAnswer: (body: unknown, path: string) => boolean
}

const HOUR = 3_600_000

export const venues: Readonly<Record<CcxtExchangeId, Venue>> = {
  bybit: {
    id: 'bybit',
    settle: 'USDT',
    fees: { maker: 0.0002, taker: 0.00055 },
    fundingIntervalMs: 8 * HOUR,
    options: { defaultType: 'swap', fetchMarkets: { types: ['linear'] } },
    tiers: 'per-symbol',
    candlesUntil: true,
    isAnswer: (body) =>
      isRecord(body) && 'retCode' in body && (body.retCode !== 0 || hasList(body.result, 'list')),
  },
  phemex: {
    id: 'phemex',
    settle: 'USDT',
    fees: { maker: 0.0001, taker: 0.0006 },
    fundingIntervalMs: 8 * HOUR,
    options: { defaultType: 'swap' },
    tiers: 'listing',
    candlesUntil: true,
    isAnswer: (body) => isRecord(body) && ('code' in body || 'result' in body),
  },
  binanceusdm: {
    id: 'binanceusdm',
    settle: 'USDT',
    fees: { maker: 0.0002, taker: 0.0005 },
    fundingIntervalMs: 8 * HOUR,
    options: { defaultType: 'swap' },
    tiers: 'listing',
    candlesUntil: true,
    isAnswer: (body, path) =>
      Array.isArray(body) ? path.includes('/klines') : isRecord(body) && Object.keys(body).length > 0,
  },
  krakenfutures: {
    id: 'krakenfutures',
    settle: 'USD',
    fees: { maker: 0.0002, taker: 0.0005 },
    fundingIntervalMs: HOUR,
    options: { defaultType: 'swap' },
    tiers: 'all-at-once',
    candlesUntil: false,
    isAnswer: (body) => isRecord(body) && ('result' in body || hasList(body, 'candles')),
  },
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const hasList = (value: unknown, key: string) => isRecord(value) && Array.isArray(value[key])
