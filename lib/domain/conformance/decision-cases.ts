import { z } from 'zod'
import { decideClassic } from '@/lib/domain/strategies/martingale/classic'
import type {
  ClassicDecision,
  ClassicParameters,
  ClassicState,
} from '@/lib/domain/strategies/martingale/classic-state'
import { originalParameters } from '@/lib/domain/strategies/martingale/parameters'
import type { Json } from './json'
import type { VectorCase } from './vector-case'

const declines = {
  SLOW_DECLINE: 'slow',
  MODERATE_DECLINE: 'moderate',
  FAST_DECLINE: 'fast',
  CRASH: 'crash',
  UNKNOWN: 'unknown',
} as const

const pairSide = z.enum(['Long', 'Short'])
const position = z.object({
  positionValue: z.number(),
  unrealisedPnl: z.number(),
  upnlPercentage: z.number(),
  size: z.number(),
  margin_level: z.number(),
  position_size_percentage: z.number(),
})

const state = z.object({
  price: z.number().positive(),
  balance: z.number(),
  side: pairSide,
  automatic: z.boolean(),
  high_vol: z.boolean(),
  decline: z.enum(['SLOW_DECLINE', 'MODERATE_DECLINE', 'FAST_DECLINE', 'CRASH', 'UNKNOWN']),
  ema200: z.number(),
  ema50: z.number(),
  ema100_1h: z.number(),
  min_qty: z.number().nonnegative(),
  max_qty: z.number().positive(),
  qty_step: z.number().positive(),
  position: position.nullable(),
  all_positions: z.array(z.object({ symbol: z.string(), size: z.number(), margin: z.number() })),
})

const call = z.object({
  op: z.enum(['place_order', 'close_position']),
  qty: z.number(),
  pos_side: pairSide,
  side: z.enum(['Buy', 'Sell']).optional(),
  price: z.number().optional(),
})

/** Format of `martingale-decisions.json`: a configuration and states with the orders the original would send. */
export const decisionFile = z.object({
  config: z.object({
    buy_until_limit: z.number(),
    profit_threshold: z.number(),
    profit_pnl: z.number(),
    leverage: z.number().positive(),
    begin_size_of_balance: z.number(),
    max_margin_pct: z.number(),
  }),
  vectors: z.array(z.object({ state, gate: z.boolean(), calls: z.array(call) })),
})

/** The cases of a file of martingale decisions, answered by the product's `classic` mode. */
export const decisionCases = (file: z.output<typeof decisionFile>): VectorCase[] =>
  file.vectors.map((vector, index) => ({
    name: `vectors[${index}]`,
    expected: { gate: vector.gate, calls: vector.calls.map(withoutAbsent) },
    answer: () => answered(vector.state.side, decideVector(file, vector.state)),
    extras: 'refused',
  }))

/** What classic decides on one state of a file, with the reason that the file does not hold. */
export function decideVector(
  { config }: Pick<z.output<typeof decisionFile>, 'config'>,
  given: z.output<typeof state>,
): ClassicDecision {
  const parameters: ClassicParameters = {
    ...originalParameters,
    leverage: config.leverage,
    buyUntilLimit: config.buy_until_limit,
    profitThreshold: config.profit_threshold,
    profitPnl: config.profit_pnl,
    beginSizeOfBalance: config.begin_size_of_balance,
    maxMarginPct: config.max_margin_pct,
  }
  return decideClassic(stateOf(given), parameters)
}

const withoutAbsent = ({ op, qty, pos_side, side, price }: z.output<typeof call>): Json => ({
  op,
  qty,
  pos_side,
  ...(side !== undefined && { side }),
  ...(price !== undefined && { price }),
})

function stateOf(given: z.output<typeof state>): ClassicState {
  const held = given.position
  return {
    symbol: 'XUSDT',
    side: given.side === 'Long' ? 'long' : 'short',
    automatic: given.automatic,
    bid: given.price,
    ask: given.price,
    balance: given.balance,
    highVolatility: given.high_vol,
    decline: declines[given.decline],
    gateSlowEma: given.ema200,
    gateFastEma: given.ema50,
    entryEma: given.ema100_1h,
    limits: { minQuantity: given.min_qty, maxQuantity: given.max_qty, quantityStep: given.qty_step },
    position: held && {
      margin: held.positionValue,
      unrealisedPnl: held.unrealisedPnl,
      roi: held.upnlPercentage,
      quantity: held.size,
      marginPct: held.position_size_percentage,
      marginLevel: held.margin_level,
    },
    openPositions: given.all_positions.map(({ symbol, size, margin }) => ({
      symbol,
      quantity: size,
      margin,
    })),
  }
}

function answered(side: 'Long' | 'Short', { order, reason }: ClassicDecision): Json {
  const gate = reason.code !== 'ema-gate'
  if (order === null) return { gate, calls: [] }
  const { quantity: qty, price } = order
  if (order.reduceOnly) return { gate, calls: [{ op: 'close_position', qty, pos_side: side }] }
  const call = { op: 'place_order', qty, pos_side: side, side: order.side === 'buy' ? 'Buy' : 'Sell', price }
  return { gate, calls: [call] }
}
