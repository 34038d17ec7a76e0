import type { BacktestInput } from '@/lib/domain/backtest/input'
import { drawdownOf } from '@/lib/domain/backtest/returns'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { fromUnits, toUnits } from '@/lib/domain/money'

/** What one possible future did to the bot. Money in quote. */
export type PathOutcome = {
  readonly isLiquidated: boolean
  /** Some deal filled the last rung of its ladder. */
  readonly usedLadder: boolean
  readonly isStopped: boolean
  /** Deposit less the equity at the end, open deals at the last price; negative is a gain. */
  readonly loss: number
  /** Longest time below an earlier highest equity, milliseconds. */
  readonly underWaterMs: number
  /**
   * The smallest balance with which the bot carries on: at every moment it has the margin of what it holds, and at its deepest realised
   * loss still the funds that its next deal needs. Infinity after a liquidation: with isolated margin no balance prevents one.
   */
  readonly capitalNeeded: number
  readonly deals: number
}

/** What a bot needs to go on, as the preflight of its next deal asks for it. */
export type Needs = {
  /** Rungs of each pair's ladder, in the order of the input's pairs; null where a strategy has none. */
  readonly ladders: readonly (number | null)[]
  /** Quote coin that the whole ladders need, what the other pairs keep for themselves included. */
  readonly carry: number
}

/** Reads what became of one path from its run. */
export function pathOutcome(input: BacktestInput, run: BacktestRun, { ladders, carry }: Needs): PathOutcome {
  let [isLiquidated, usedLadder, isStopped, deals] = [false, false, false, 0]
  for (const { status, level, pair, peakSteps } of run.deals) {
    if (status === 'liquidated') isLiquidated = true
    if (status === 'stopped') isStopped = true
    if (peakSteps > 0) deals += 1
    const rungs = ladders[pair] ?? null
    if (rungs !== null && rungs > 0 && level >= rungs) usedLadder = true
  }
  const deepest = toUnits(input.deposit) - lowestBalance(run, toUnits(input.deposit))
  return {
    ...{ isLiquidated, usedLadder, isStopped, deals },
    loss: input.deposit - fromUnits(run.walletUnits) - run.unrealised,
    underWaterMs: drawdownOf(run.curve, input.deposit, run.firstTick ?? 0).longestUnderWaterMs,
    capitalNeeded: isLiquidated ? Infinity : Math.max(run.curve.capitalNeeded, carry + fromUnits(deepest)),
  }
}

function lowestBalance({ trades, funding }: BacktestRun, deposit: number): number {
  let lowest = deposit
  for (const { balanceUnits } of trades) if (balanceUnits < lowest) lowest = balanceUnits
  for (const { balanceUnits } of funding) if (balanceUnits < lowest) lowest = balanceUnits
  return lowest
}
