import { existsSync } from 'node:fs'
import path from 'node:path'
import { ATR, BollingerBands, EMA, RSI } from 'trading-signals'
import { readCandleFile } from '@/lib/adapters/market-data/replay/read-candle-file'
import { barsBetween } from '@/lib/domain/candles/bars'
import { WilderAtr, wilderAtrSeries } from '@/lib/domain/indicators/atr'
import { Bollinger, bollingerSeries, type Bands } from '@/lib/domain/indicators/bollinger'
import type { Candle } from '@/lib/domain/indicators/candle'
import { Ema, emaSeries } from '@/lib/domain/indicators/ema'
import { Rsi, rsiSeries } from '@/lib/domain/indicators/rsi'
import { mulberry32, normals } from '@/lib/domain/random'
import { offBy } from './series'

type Figures = readonly (number | null)[]
type Foreign<Input> = { update(input: Input, replace: boolean): unknown; readonly isStable: boolean }

/** What the other library says after each input; what it says before it calls itself stable does not count. */
const foreign = <Input, Result>(
  indicator: Foreign<Input> & { getResult(): Result | null },
  inputs: readonly Input[],
  read: (result: Result) => number,
): Figures =>
  inputs.map((input) => {
    indicator.update(input, false)
    const result = indicator.isStable ? indicator.getResult() : null
    return result === null ? null : read(result)
  })

const own = <Input>(
  indicator: { update(input: Input): void },
  inputs: readonly Input[],
  read: () => number | null,
): Figures =>
  inputs.map((input) => {
    indicator.update(input)
    return read()
  })

/** The largest relative difference where the other library is stable; an answer missing on our side is infinitely off. */
function worstOff(ours: Figures, theirs: Figures): number {
  expect(ours).toHaveLength(theirs.length)
  expect(theirs.filter((value) => value !== null).length).toBeGreaterThan(theirs.length / 2)
  return Math.max(...theirs.map((value, i) => (value === null ? 0 : offBy(ours[i] ?? null, value))))
}

const bandNames = ['upper', 'middle', 'lower'] as const
const MOST_OFF = 1e-9

function expectSameFigures(candles: readonly Candle[], period: number) {
  const closes = candles.map(({ close }) => close)
  const ema = new Ema(period)
  const rsi = new Rsi(period)
  const atr = new WilderAtr(period)
  const theirs = {
    ema: foreign(new EMA(period), closes, Number),
    rsi: foreign(new RSI(period), closes, Number),
    atr: foreign(new ATR(period), [...candles], Number),
  }
  const worst: Record<string, number> = {
    'EMA, streaming': worstOff(
      own(ema, closes, () => ema.value),
      theirs.ema,
    ),
    'EMA, batch': worstOff(emaSeries(closes, period), theirs.ema),
    'RSI, streaming': worstOff(
      own(rsi, closes, () => rsi.value),
      theirs.rsi,
    ),
    'RSI, batch': worstOff(
      rsiSeries(closes, period).map((point) => point?.value ?? null),
      theirs.rsi,
    ),
    'ATR, streaming': worstOff(
      own(atr, candles, () => atr.value),
      theirs.atr,
    ),
    'ATR, batch': worstOff(wilderAtrSeries(candles, period), theirs.atr),
  }
  for (const name of bandNames) {
    const bollinger = new Bollinger(period, 2, 'population')
    const band = foreign(new BollingerBands(period, 2), closes, (bands: Bands) => bands[name])
    const streamed = own(bollinger, closes, () => bollinger.value?.[name] ?? null)
    worst[`Bollinger ${name}, streaming`] = worstOff(streamed, band)
    const batch = bollingerSeries(closes, period, 2, 'population').map((bands) => bands?.[name] ?? null)
    worst[`Bollinger ${name}, batch`] = worstOff(batch, band)
  }
  expect(Object.entries(worst).filter(([, off]) => off > MOST_OFF)).toEqual([])
}

/** A random walk of whole candles; `size` is the usual move of one, as a fraction. */
function randomCandles(seed: number, size: number, count = 1_500): Candle[] {
  const random = mulberry32(seed)
  const normal = normals(random)
  let close = 10 ** (random() * 8 - 3)
  return Array.from({ length: count }, () => {
    const open = close * (1 + (normal() * size) / 4)
    close = open * Math.exp(normal() * size)
    const high = Math.max(open, close) * (1 + random() * size)
    return { open, high, low: Math.min(open, close) / (1 + random() * size), close, volume: random() }
  })
}

const periods = [2, 14, 20, 50, 200]

describe('EMA, RSI, ATR and Bollinger bands agree with the trading-signals library to 1e-9', () => {
  const walks = [0.0005, 0.004, 0.03].flatMap((size, n) =>
    periods.map((period, m) => [size, period, 100 * n + m] as const),
  )
  test.each(walks)('on a random walk with moves of %d, period %d (seed %d)', (size, period, seed) => {
    expectSameFigures(randomCandles(seed, size), period)
  })

  const folder = path.resolve('../shared/data')
  if (!existsSync(folder)) {
    test.skip(`no comparison on recorded candles: ${folder} is absent`, () => undefined)
    return
  }
  const files = [
    ['a crash', 'binance-spot-BTCUSDT-5m-2021-05-crash'],
    ['minutes of a low price', 'binance-perp-XRPUSDT-1m-2025-05'],
    ['hours with March 2020', 'binance-perp-BTCUSDT-1h-2019-09_2022-07'],
  ] as const
  test.each(files)('on recorded candles: %s (%s)', async (_, file) => {
    const read = await readCandleFile(path.join(folder, `${file}.csv.gz`))
    if (!read.ok) throw new Error(read.error.message)
    const candles = barsBetween(read.value.series, 0, Infinity).slice(0, 8_000)
    expect(candles).toHaveLength(8_000)
    for (const period of [14, 20, 200]) expectSameFigures(candles, period)
  })
})
