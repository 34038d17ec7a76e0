import type { DeclineKind, DeclineVelocity } from '@/lib/domain/indicators/decline-velocity'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type {
  ClassicParameters,
  ClassicPosition,
  ClassicState,
} from '@/lib/domain/strategies/martingale/classic-state'
import { parseMartingaleConfig, type MartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import type {
  CorrectedPosition,
  CorrectedSignals,
  CorrectedState,
} from '@/lib/domain/strategies/martingale/corrected-state'
import { originalParameters } from '@/lib/domain/strategies/martingale/parameters'
import type { VolatilityTest } from '@/lib/domain/indicators/volatility-test'

export const coin: Instrument = {
  symbol: 'X/USDT:USDT',
  base: 'X',
  quote: 'USDT',
  settle: 'USDT',
  tickSize: 0.01,
  quantityStep: 0.01,
  minQuantity: 0.01,
  maxLimitQuantity: 10_000,
  maxMarketQuantity: 10_000,
  minCost: 5,
  tiers: [{ upTo: null, rate: 0.005, maxLeverage: 100 }],
  fees: { maker: 0.0002, taker: 0.00055 },
  fundingIntervalMs: 8 * 3_600_000,
}

export function configOf(changes: Partial<Record<keyof MartingaleConfig, unknown>> = {}): MartingaleConfig {
  const parsed = parseMartingaleConfig(changes)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.faults))
  return parsed.value
}

export const classicParameters: ClassicParameters = { ...originalParameters, leverage: 10 }

/** A calm market at 100 in which a long neither gains nor loses: margin 50 of 1,000, five units of base coin. */
export function classicState(
  changes: Partial<ClassicState> = {},
  held?: Partial<ClassicPosition> | null,
): ClassicState {
  const position = held === null ? null : { ...classicHeld, ...held }
  return {
    symbol: 'XUSDT',
    side: 'long',
    automatic: true,
    bid: 100,
    ask: 100,
    balance: 1_000,
    highVolatility: false,
    decline: 'slow',
    gateSlowEma: 90,
    gateFastEma: 90,
    entryEma: 110,
    limits: { minQuantity: 0.01, maxQuantity: 10_000, quantityStep: 0.01 },
    position,
    openPositions:
      position === null ? [] : [{ symbol: 'XUSDT', quantity: position.quantity, margin: position.margin }],
    ...changes,
  }
}

const classicHeld: ClassicPosition = {
  margin: 50,
  unrealisedPnl: 0,
  roi: 0,
  quantity: 5,
  marginPct: 5,
  marginLevel: 20,
}

export const calm: VolatilityTest = {
  atr: 0.1,
  atrThreshold: 0.2,
  bandWidthPct: 1,
  historicalVolatility: 0.1,
  trigger: null,
}

export const stormy: VolatilityTest = { ...calm, bandWidthPct: 9, trigger: 'band-width' }

export const declining = (kind: DeclineKind): DeclineVelocity => ({
  kind,
  score: { slow: 0, moderate: 25, fast: 40, crash: 70 }[kind],
  roc5: 0,
  roc15: 0,
  roc30: 0,
  smoothness: 1,
  volumeRatio: 1,
})

const signals: CorrectedSignals = {
  gateSlowEma: 90,
  gateFastEma: 90,
  entryEma: 110,
  volatility: calm,
  decline: declining('slow'),
}

type Changes = Partial<Omit<CorrectedState, 'signals' | 'position'>> & {
  readonly signals?: Partial<CorrectedSignals>
}

/** The same calm market for the corrected mode; by default without a position. */
export function correctedState(
  changes: Changes = {},
  held: Partial<CorrectedPosition> | null = null,
): CorrectedState {
  const position: CorrectedPosition | null =
    held === null ? null : { quantity: 5, averageEntry: 100, margin: 50, liquidationPrice: null, ...held }
  return {
    now: 1_700_000_000_000,
    side: 'long',
    price: { bid: 100, ask: 100, mark: 100 },
    account: { wallet: 1_000, equity: 1_000, available: 900 },
    instrument: coin,
    fees: coin.fees,
    leverage: 10,
    dealNet: 0,
    accountMarginLevel: null,
    botMargin: position?.margin ?? 0,
    enabledPairs: 1,
    lastDealEndedAt: null,
    stoppedDealsAt: [],
    entryBlock: null,
    ...changes,
    position,
    signals: { ...signals, ...changes.signals },
  }
}

/** One price for everything, so that a table row reads as one number. */
export const at = (price: number) => ({ bid: price, ask: price, mark: price })
