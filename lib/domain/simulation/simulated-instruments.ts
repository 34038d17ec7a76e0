import type { Instrument, MaintenanceTier } from '@/lib/domain/perpetuals/instrument'

/** A tradable symbol of the simulated market and how its price behaves. */
export type SimulatedInstrument = {
  readonly instrument: Instrument
  /** Price at genesis, and what the price is slowly drawn back to. */
  readonly basePrice: number
  /** Moves as a multiple of the market's. */
  readonly factor: number
  /** Share of the noise that is the market's own, 0 to 1. */
  readonly correlation: number
  /** Quote coin traded in a quiet minute. */
  readonly minuteNotional: number
}

/** Fees, funding interval and smallest notional that the simulated market charges every symbol. */
export const simulatedTerms = {
  fees: { maker: 0.0002, taker: 0.00055 },
  fundingIntervalMs: 8 * 3_600_000,
  minCost: 5,
} as const

type Behaviour = Omit<SimulatedInstrument, 'instrument'>

type Rules = {
  readonly tickSize: number
  readonly quantityStep: number
  readonly maxLimitQuantity: number
  readonly maxMarketQuantity: number
  readonly maxLeverage: number
  /** Position value up to which the first maintenance tier holds. */
  readonly firstTier: number
}

// Rules of the size that the large venues publish for these contracts; prices of early 2025.
const listings: readonly (readonly [base: string, behaviour: Behaviour, rules: Rules])[] = [
  [
    'BTC',
    { basePrice: 94_000, factor: 1, correlation: 1, minuteNotional: 4_000_000 },
    {
      tickSize: 0.1,
      quantityStep: 0.001,
      maxLimitQuantity: 1_190,
      maxMarketQuantity: 500,
      maxLeverage: 100,
      firstTier: 2_000_000,
    },
  ],
  [
    'ETH',
    { basePrice: 3_400, factor: 1.5, correlation: 0.9, minuteNotional: 2_000_000 },
    {
      tickSize: 0.01,
      quantityStep: 0.01,
      maxLimitQuantity: 7_240,
      maxMarketQuantity: 1_500,
      maxLeverage: 100,
      firstTier: 1_000_000,
    },
  ],
  [
    'SOL',
    { basePrice: 190, factor: 2, correlation: 0.8, minuteNotional: 600_000 },
    {
      tickSize: 0.01,
      quantityStep: 0.1,
      maxLimitQuantity: 79_770,
      maxMarketQuantity: 15_000,
      maxLeverage: 75,
      firstTier: 300_000,
    },
  ],
  [
    'XRP',
    { basePrice: 2.3, factor: 2, correlation: 0.75, minuteNotional: 500_000 },
    {
      tickSize: 0.0001,
      quantityStep: 0.1,
      maxLimitQuantity: 5_000_000,
      maxMarketQuantity: 1_000_000,
      maxLeverage: 75,
      firstTier: 250_000,
    },
  ],
  [
    'BNB',
    { basePrice: 700, factor: 1.3, correlation: 0.8, minuteNotional: 250_000 },
    {
      tickSize: 0.1,
      quantityStep: 0.01,
      maxLimitQuantity: 8_000,
      maxMarketQuantity: 2_000,
      maxLeverage: 50,
      firstTier: 200_000,
    },
  ],
  [
    'DOGE',
    { basePrice: 0.32, factor: 2, correlation: 0.8, minuteNotional: 400_000 },
    {
      tickSize: 0.00001,
      quantityStep: 1,
      maxLimitQuantity: 20_000_000,
      maxMarketQuantity: 5_000_000,
      maxLeverage: 75,
      firstTier: 200_000,
    },
  ],
  [
    'ADA',
    { basePrice: 0.86, factor: 2, correlation: 0.8, minuteNotional: 200_000 },
    {
      tickSize: 0.0001,
      quantityStep: 1,
      maxLimitQuantity: 5_500_000,
      maxMarketQuantity: 1_300_000,
      maxLeverage: 75,
      firstTier: 150_000,
    },
  ],
  [
    'LINK',
    { basePrice: 20.5, factor: 2, correlation: 0.75, minuteNotional: 150_000 },
    {
      tickSize: 0.001,
      quantityStep: 0.1,
      maxLimitQuantity: 310_000,
      maxMarketQuantity: 65_000,
      maxLeverage: 50,
      firstTier: 100_000,
    },
  ],
]

/** Every instrument of the simulated market, by ccxt unified symbol. */
export const simulatedInstruments: ReadonlyMap<string, SimulatedInstrument> = new Map(
  listings.map(([base, behaviour, rules]) => [
    `${base}/USDT:USDT`,
    { ...behaviour, instrument: instrumentOf(base, rules) },
  ]),
)

/** A risk table of the usual shape: each tier allows half as much leverage at twice the maintenance rate (0.5 / max leverage). */
export function tierLadder(maxLeverage: number, firstTier: number): readonly MaintenanceTier[] {
  const widths = [1, 3, 7, 15, 30, null]
  return widths.map((width, index) => {
    const leverage = Math.max(1, Math.floor(maxLeverage / 2 ** index))
    return { upTo: width === null ? null : width * firstTier, rate: 0.5 / leverage, maxLeverage: leverage }
  })
}

function instrumentOf(base: string, { maxLeverage, firstTier, ...rules }: Rules): Instrument {
  return {
    symbol: `${base}/USDT:USDT`,
    base,
    quote: 'USDT',
    settle: 'USDT',
    ...rules,
    minQuantity: rules.quantityStep,
    tiers: tierLadder(maxLeverage, firstTier),
    ...simulatedTerms,
  }
}
