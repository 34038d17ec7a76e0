import { quantileEstimate, shareEstimate, tailMeanEstimate, type Estimate } from './intervals'
import type { RiskRun, RiskSettings } from './risk-run'

/** The share of the worst futures that "the worst 5 %" means. */
export const TAIL_SHARE = 0.05
/** The chance of ruin that the capital needed leaves. */
export const RUIN_SHARE = 0.01

/** What possible futures of a bot say of its risk. Shares as fractions, money in quote; plain data. */
export type RiskReport = {
  readonly seed: string
  readonly paths: number
  readonly horizonMs: number
  readonly meanBlockMs: number
  readonly barMs: number
  /** Bars of the past that the paths are made of. */
  readonly bars: number
  readonly deposit: number
  /** Some deal of the horizon ends in liquidation. */
  readonly liquidation: Estimate
  /** Some deal fills the last rung of its ladder; null where no pair has one. */
  readonly wholeLadder: Estimate | null
  /** Some deal ends at its stop loss. */
  readonly stop: Estimate
  /** A liquidation, or a balance that no longer carries the ladder. */
  readonly ruin: Estimate
  /** The loss at the end of the horizon that the worst 5 % of the paths exceed; negative is a gain. */
  readonly lossAtLeast: Estimate
  /** The mean loss of those 5 %: the expected shortfall. */
  readonly lossOnAverage: Estimate
  /** Longest time below an earlier highest equity, milliseconds: half of the paths stay below the one, 95 % below the other. */
  readonly underWaterMs: { readonly median: Estimate; readonly worst: Estimate }
  /** The smallest deposit with which at most 1 % of the paths end in ruin; null = none does, since liquidations alone are more. */
  readonly capitalNeeded: Estimate | null
  readonly dealsPerPath: number
}

/** Sums up all paths so far; at least one. */
export function riskReport(run: RiskRun, deposit: number, barMs: number, settings: RiskSettings): RiskReport {
  const { outcomes } = run
  const paths = outcomes.length
  const share = (hits: (outcome: (typeof outcomes)[number]) => boolean) =>
    shareEstimate(outcomes.filter(hits).length, paths)
  const ascending = (value: (outcome: (typeof outcomes)[number]) => number) =>
    Float64Array.from(outcomes, value).sort()
  const losses = ascending(({ loss }) => loss)
  const underWater = ascending(({ underWaterMs }) => underWaterMs)
  const hasLadder = settings.needs.ladders.some((rungs) => rungs !== null && rungs > 0)
  return {
    ...{ seed: settings.seed, horizonMs: settings.horizonMs, meanBlockMs: settings.meanBlockMs },
    ...{ paths, barMs, deposit, bars: run.history.length },
    liquidation: share(({ isLiquidated }) => isLiquidated),
    wholeLadder: hasLadder ? share(({ usedLadder }) => usedLadder) : null,
    stop: share(({ isStopped }) => isStopped),
    ruin: share(({ capitalNeeded }) => capitalNeeded > deposit),
    lossAtLeast: quantileEstimate(losses, 1 - TAIL_SHARE),
    lossOnAverage: tailMeanEstimate(losses, TAIL_SHARE, settings.seed),
    underWaterMs: {
      median: quantileEstimate(underWater, 0.5),
      worst: quantileEstimate(underWater, 1 - TAIL_SHARE),
    },
    capitalNeeded: finite(
      quantileEstimate(
        ascending(({ capitalNeeded }) => capitalNeeded),
        1 - RUIN_SHARE,
      ),
    ),
    dealsPerPath: outcomes.reduce((sum, { deals }) => sum + deals, 0) / paths,
  }
}

/** Paths that no balance saves are infinite: as the answer they mean none, as a bound that there is none. */
function finite({ value, low, high }: Estimate): Estimate | null {
  return value === Infinity ? null : { value, low, high: high === Infinity ? null : high }
}
