import { planOf, plans, type BacktestLimits, type PlanId } from '@/lib/domain/plans'

/** "Free keeps 10 back-tests. Delete one first. Basic keeps 50 back-tests." */
export function limitSentence(plan: PlanId, limit: 'stored' | 'atOnce'): string {
  const { name, backtests } = planOf(plan)
  const bigger = plans.find((other) => other.backtests[limit] > backtests[limit])
  const says = (limits: BacktestLimits) =>
    limit === 'stored'
      ? `keeps ${limits.stored} back-tests`
      : `runs ${limits.atOnce === 1 ? 'one back-test' : `${limits.atOnce} back-tests`} at a time`
  const remedy = limit === 'stored' ? 'Delete one first.' : 'Wait for it to end, or cancel it.'
  const offer = bigger === undefined ? '' : ` ${bigger.name} ${says(bigger.backtests)}.`
  return `${name} ${says(backtests)}. ${remedy}${offer}`
}

/** Why a run is too long, and what would help. */
export function candlesLimitSentence(plan: PlanId, candles: number): string {
  const { name, backtests } = planOf(plan)
  const count = (value: number) => value.toLocaleString('en-US')
  return `That is ${count(candles)} candles; ${name} computes ${count(backtests.candlesPerRun)} in one run. Choose a shorter period, longer candles or fewer markets.`
}
