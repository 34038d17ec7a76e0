import { fromUnits } from '@/lib/domain/money'
import type { BookedDeal } from './records'

/** Figures of the ended deals (6.3); an open deal is neither win nor loss. Money in quote, durations in milliseconds. */
export type DealFigures = {
  readonly ended: number
  readonly open: number
  readonly wins: number
  readonly losses: number
  readonly winRate: number | null
  /** Mean result of a deal. */
  readonly expectancy: number | null
  /** Mean win over mean loss; null without the one or the other. */
  readonly payoff: number | null
  /** Sum of wins over sum of losses; null without losses. */
  readonly profitFactor: number | null
  readonly deepestLevel: number
  /** How many deals reached which level of the ladder as their highest. */
  readonly byLevel: Readonly<Record<string, number>>
  readonly liquidations: number
  readonly medianMs: number | null
  readonly p95Ms: number | null
  readonly longestMs: number | null
}

/** Result of a deal in units of 1e-8 quote: realised profit less fees plus funding. */
export const resultUnits = (deal: BookedDeal): number =>
  deal.grossUnits - deal.entryFeeUnits - deal.exitFeeUnits + deal.fundingUnits

/** Figures over all deals that held a position; a deal whose base order never filled counts nowhere. */
export function dealFigures(deals: readonly BookedDeal[]): DealFigures {
  const held = deals.filter(({ peakSteps }) => peakSteps > 0)
  const ended = held.filter(({ endedAt }) => endedAt !== null)
  const results = ended.map((deal) => fromUnits(resultUnits(deal)))
  const [won, lost] = [results.filter((result) => result > 0), results.filter((result) => result < 0)]
  const [gain, loss] = [sum(won), -sum(lost)]
  const lasted = ended.map(({ openedAt, endedAt }) => (endedAt ?? openedAt) - openedAt).sort((a, b) => a - b)
  return {
    ended: ended.length,
    open: held.length - ended.length,
    wins: won.length,
    losses: lost.length,
    winRate: ended.length === 0 ? null : won.length / ended.length,
    expectancy: ended.length === 0 ? null : sum(results) / ended.length,
    payoff: won.length === 0 || lost.length === 0 ? null : gain / won.length / (loss / lost.length),
    profitFactor: lost.length === 0 ? null : gain / loss,
    deepestLevel: Math.max(0, ...held.map(({ level }) => level)),
    byLevel: countLevels(held),
    liquidations: ended.filter(({ status }) => status === 'liquidated').length,
    medianMs: percentile(lasted, 0.5),
    p95Ms: percentile(lasted, 0.95),
    longestMs: lasted[lasted.length - 1] ?? null,
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function countLevels(deals: readonly BookedDeal[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { level } of deals) counts[level] = (counts[level] ?? 0) + 1
  return counts
}

const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
