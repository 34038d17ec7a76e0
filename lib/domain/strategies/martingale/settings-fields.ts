import type { DecimalRange } from '@/lib/domain/decimal-input'

/** A setting that is a number: its range, unit, words for the form and what a new bot starts with. */
export type MartingaleNumber = DecimalRange & {
  readonly label: string
  readonly unit: 'fraction' | '%' | '×' | 's' | 'candles'
  readonly help: string
  readonly initial: number
}

/** Candle intervals in minutes that the moving averages may be computed on. */
export const intervalMinutes = [1, 5, 15, 30, 60, 240, 1_440, 10_080] as const

const share = { unit: 'fraction' } as const
const factor = { unit: '×' } as const
const period = { unit: 'candles', min: 2, max: 500, integer: true } as const

/** Every number the strategy is set by, in the order of the form. Shares are fractions of the balance and count margin. */
export const numberFields = {
  beginSizeOfBalance: {
    ...share,
    min: 0.0005,
    max: 0.1,
    initial: 0.006,
    label: 'First order',
    help: 'Margin of the order that opens a position, as a share of the balance.',
  },
  buyUntilLimit: {
    ...share,
    min: 0.001,
    max: 0.5,
    initial: 0.02,
    label: 'Build up to',
    help: 'Margin share up to which the bot adds at any loss, and from which it takes profit.',
  },
  profitThreshold: {
    ...share,
    min: 0,
    max: 0.1,
    initial: 0.003,
    label: 'Profit threshold',
    help: 'Unrealised profit, as a share of the balance, that must be exceeded before any profit is taken.',
  },
  profitPnl: {
    ...share,
    min: 0.005,
    max: 2,
    initial: 0.1,
    label: 'Close above',
    help: 'Return on margin above which the whole position is closed.',
  },
  maxMarginPct: {
    ...share,
    min: 0.05,
    max: 1,
    initial: 0.5,
    label: 'Margin cap',
    help: 'Largest margin share of all pairs of the bot together.',
  },
  addBelowRoi: {
    ...share,
    min: -1,
    below: 0,
    initial: -0.05,
    label: 'Average below',
    help: 'Return on margin below which a loss is averaged.',
  },
  slowDeclineAllowance: {
    ...factor,
    min: 1,
    max: 5,
    initial: 1.5,
    label: 'Slow decline allowance',
    help: 'In a slow decline the build-up may reach this many times its limit.',
  },
  marginWarningLevel: {
    ...factor,
    min: 1,
    max: 10,
    initial: 1.5,
    label: 'Margin warning',
    help: 'Margin level below which every tick warns. At 1 the exchange liquidates.',
  },
  criticalMarginLevel: {
    ...factor,
    min: 1,
    max: 10,
    initial: 2,
    label: 'Critical margin level',
    help: 'Margin level below which nothing is added (classic: below which it always adds).',
  },
  taperStart: {
    ...share,
    min: 0,
    max: 0.99,
    initial: 0.7,
    label: 'Taper from',
    help: 'Share of the cap from which entries shrink, down to nothing at the cap.',
  },
  gateFastPeriod: {
    ...period,
    initial: 50,
    label: 'Fast average',
    help: 'A loss is averaged beyond this EMA.',
  },
  gateSlowPeriod: {
    ...period,
    initial: 200,
    label: 'Slow average',
    help: 'Nothing is added before this EMA.',
  },
  entryPeriod: {
    ...period,
    initial: 100,
    label: 'Entry average',
    help: 'A position is opened beyond this EMA.',
  },
  volatilityCandles: {
    ...period,
    min: 50,
    initial: 100,
    label: 'Volatility window',
    help: 'How many candles the tests of volatility and decline look at.',
  },
  maxAddMultiple: {
    ...factor,
    min: 0.1,
    max: 5,
    initial: 1,
    label: 'Largest addition',
    help: 'Value of one addition, at most this many times the margin the position has.',
  },
  stopLossPct: {
    unit: '%',
    min: 0.5,
    max: 50,
    initial: 5,
    label: 'Stop loss',
    help: 'Distance of the price from the average entry at which the position is closed.',
  },
  maxDealLossPct: {
    unit: '%',
    min: 1,
    max: 100,
    initial: 10,
    label: 'Largest loss of a deal',
    help: 'Loss of a deal in percent of the balance, fees and funding included, at which it is closed.',
  },
  liquidationBuffer: {
    ...share,
    min: 0.05,
    max: 0.5,
    initial: 0.2,
    label: 'Liquidation buffer',
    help: 'The position is closed when this share of the distance between liquidation and average price is left.',
  },
  maxSlippagePct: {
    unit: '%',
    min: 0.05,
    max: 5,
    initial: 0.5,
    label: 'Largest slippage',
    help: 'How far beyond the best price an immediate order may trade.',
  },
  cooldownSec: {
    unit: 's',
    min: 0,
    max: 604_800,
    integer: true,
    initial: 300,
    label: 'Cooldown',
    help: 'Pause between the end of a deal and the next one.',
  },
} as const satisfies Readonly<Record<string, MartingaleNumber>>

export type NumberName = keyof typeof numberFields
