import { z } from 'zod'
import { emaAtrSeries } from '@/lib/domain/indicators/atr'
import { bandWidthPct, bollingerSeries } from '@/lib/domain/indicators/bollinger'
import type { Candle } from '@/lib/domain/indicators/candle'
import { declineVelocity } from '@/lib/domain/indicators/decline-velocity'
import { emaSeries } from '@/lib/domain/indicators/ema'
import { historicalVolatilitySeries } from '@/lib/domain/indicators/historical-volatility'
import { testVolatility } from '@/lib/domain/indicators/volatility-test'
import type { Json } from './json'
import type { VectorCase } from './vector-case'

const figure = z.number().nullable()
const figures = z.record(z.string(), z.union([z.number(), z.string()]))
const row = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])

/** Format of `martingale-indicators.json`: candles and the original's figures at their end. */
export const indicatorFile = z.array(
  z.object({
    id: z.union([z.number(), z.string()]),
    candles: z.array(row).min(1),
    atr14_ema: figure,
    bb20: z.tuple([z.number(), z.number(), z.number()]).nullable(),
    bb_width: figure,
    hist_vol20: figure,
    is_high: z.boolean(),
    metrics: figures,
    decline: figures.nullable(),
    ema50: figure,
  }),
)

/** The cases of a file of martingale indicators, answered by the product's own indicators. */
export const indicatorCases = (cases: z.output<typeof indicatorFile>): VectorCase[] =>
  cases.map(({ id, candles, ...expected }) => ({
    name: `id ${id}`,
    expected,
    answer: () =>
      measured(candles.map(([open, high, low, close, volume]) => ({ open, high, low, close, volume }))),
    extras: 'refused',
  }))

function measured(candles: readonly Candle[]): Json {
  const closes = candles.map(({ close }) => close)
  const bands = bollingerSeries(closes, 20, 2, 'sample').at(-1) ?? null
  return {
    atr14_ema: emaAtrSeries(candles, 14).at(-1) ?? null,
    bb20: bands && [bands.upper, bands.middle, bands.lower],
    bb_width: bands && bandWidthPct(bands),
    hist_vol20: historicalVolatilitySeries(closes, 20).at(-1) ?? null,
    ...volatility(candles),
    decline: decline(candles),
    ema50: emaSeries(closes, 50).at(-1) ?? null,
  }
}

const triggerNames = {
  atr: 'atr',
  'band-width': 'bb_width',
  'historical-volatility': 'historical_volatility',
} as const

/** The original leaves out what is zero or has too few candles. */
function volatility(candles: readonly Candle[]) {
  const test = testVolatility(candles)
  const metrics = {
    ...present('atr', test.atr),
    ...present('atr_threshold', test.atrThreshold),
    ...present('bb_width', test.bandWidthPct),
    ...present('historical_volatility', test.historicalVolatility),
    ...(test.trigger !== null && { trigger: triggerNames[test.trigger] }),
  }
  return { is_high: test.trigger !== null, metrics }
}

const present = (name: string, value: number | null) =>
  value === null || value === 0 ? {} : { [name]: value }

const declineNames = {
  slow: 'SLOW_DECLINE',
  moderate: 'MODERATE_DECLINE',
  fast: 'FAST_DECLINE',
  crash: 'CRASH',
} as const

function decline(candles: readonly Candle[]): Json {
  const found = declineVelocity(candles, 'classic')
  if (found === null) return null
  return {
    roc_5: found.roc5,
    roc_15: found.roc15,
    ...(found.roc30 !== null && { roc_30: found.roc30 }),
    smoothness_ratio: found.smoothness,
    ...(found.volumeRatio !== null && { volume_ratio: found.volumeRatio }),
    velocity_score: found.score,
    decline_type: declineNames[found.kind],
  }
}
