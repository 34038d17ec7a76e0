import { firstIndexFrom } from '@/lib/domain/candles/candle-series'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { BookedTrade } from '@/lib/domain/backtest/records'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { unitsToDecimal } from '@/lib/domain/money'
import { signOf } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { rulesOf } from './rules-of'
import { sumOf } from './sum-of'

/** What trading cost beside the prices. Money in quote. */
export type CostFigures = {
  readonly makerFees: string
  readonly takerFees: string
  readonly fundingPaid: string
  readonly fundingReceived: string
  /** Spread and impact of everything that traded as taker, against the middle price it met; liquidations left out. */
  readonly slippage: number
}

export function costFigures(input: BacktestInput, { trades, funding }: BacktestRun): CostFigures {
  const feesOf = (liquidity: 'maker' | 'taker') =>
    sumOf(trades, (trade) => (trade.liquidity === liquidity ? trade.feeUnits : 0))
  return {
    makerFees: unitsToDecimal(feesOf('maker')),
    takerFees: unitsToDecimal(feesOf('taker')),
    fundingPaid: unitsToDecimal(sumOf(funding, ({ amountUnits }) => Math.max(0, -amountUnits))),
    fundingReceived: unitsToDecimal(sumOf(funding, ({ amountUnits }) => Math.max(0, amountUnits))),
    slippage: sumOf(trades, (trade) => slippageOf(input, trade)),
  }
}

function slippageOf(input: BacktestInput, { deal, action, fills, reason, trigger }: BookedTrade): number {
  if (reason === 'liquidated') return 0
  const isEntry = action === 'OPENED' || action === 'ADDED'
  const sign = isEntry ? signOf(deal.side) : -signOf(deal.side)
  const instrument = rulesOf(input, deal.symbol)
  return sumOf(fills, ({ liquidity, price, quantitySteps, at }) => {
    const middle = liquidity === 'taker' ? middleAt(input, deal.symbol, at, trigger, sign) : null
    return middle === null ? 0 : sign * (price - middle) * quantityOf(quantitySteps, instrument)
  })
}

/** The open of the bar of an instant; for a stop that the bar moved through, its trigger (6.1, rules 3 and 5). */
function middleAt(
  { markets }: BacktestInput,
  symbol: string,
  at: number,
  trigger: number | null,
  sign: number,
): number | null {
  const candles = markets.get(symbol)?.candles
  if (candles === undefined) return null
  const open = candles.open[firstIndexFrom(candles, at - candles.barMs + 1)]
  if (open === undefined) return null
  return trigger !== null && sign * open < sign * trigger ? trigger : open
}
