import {
  allowsOneMore,
  apiAccess,
  canTradeIn,
  canUseTelegram,
  cheapestPlanFor,
  overLimit,
  planIdOf,
  planOf,
  plans,
  supportOf,
} from '@/lib/domain/plans'

test('the ladder of plans is the published one', () => {
  expect(
    plans.map((plan) => [plan.id, plan.monthlyPriceUsd, plan.limits.bots, plan.limits.pairsPerBot]),
  ).toEqual([
    ['free', 0, 1, 2],
    ['basic', 19, 3, 5],
    ['pro', 49, 10, null],
    ['enterprise', 299, null, null],
  ])
})

test('a dearer plan never allows less', () => {
  const roomy = (limit: number | null) => limit ?? Infinity
  for (const [index, plan] of plans.entries()) {
    const next = plans[index + 1]
    if (next === undefined) continue
    expect(next.monthlyPriceUsd).toBeGreaterThan(plan.monthlyPriceUsd)
    for (const name of Object.keys(plan.limits) as (keyof typeof plan.limits)[]) {
      expect(roomy(next.limits[name])).toBeGreaterThanOrEqual(roomy(plan.limits[name]))
    }
  }
})

test('a dearer plan has at least as much room for back-tests, and none has any amount', () => {
  const names = ['stored', 'atOnce', 'candlesPerRun', 'files', 'candlesPerFile'] as const
  for (const [index, plan] of plans.entries()) {
    const before = plans[index - 1]?.backtests
    for (const name of names) {
      expect(plan.backtests[name]).toBeGreaterThanOrEqual(before?.[name] ?? 1)
      expect(plan.backtests[name]).toBeLessThanOrEqual(5_000_000)
    }
  }
})

test.each([
  [3, 2, true, 0],
  [3, 3, false, 0],
  [3, 5, false, 2],
  [0, 0, false, 0],
  [null, 1_000_000, true, 0],
])('of a limit of %p with %d used, one more fits: %p; over it: %d', (limit, used, fits, over) => {
  expect(allowsOneMore(limit, used)).toBe(fits)
  expect(overLimit(limit, used)).toBe(over)
})

test('real money needs a paid plan, play money none', () => {
  expect(plans.map((plan) => canTradeIn(plan.id, 'live'))).toEqual([false, true, true, true])
  expect(plans.every((plan) => canTradeIn(plan.id, 'paper') && canTradeIn(plan.id, 'testnet'))).toBe(true)
})

test('features follow the table', () => {
  expect(plans.map((plan) => [canUseTelegram(plan.id), apiAccess(plan.id), supportOf(plan.id)])).toEqual([
    [false, 'none', 'none'],
    [false, 'read', 'e-mail'],
    [true, 'read-write', 'priority'],
    [true, 'read-write', 'priority'],
  ])
})

test('a stored plan name is read in any case, and an unknown one grants nothing', () => {
  expect(planIdOf('PRO')).toBe('pro')
  expect(planIdOf('platinum')).toBe('free')
  expect(planOf('basic').name).toBe('Basic')
})

test('the cheapest plan that fits is named, and nobody is sent to one that does not', () => {
  expect(cheapestPlanFor('bots', 4)?.id).toBe('pro')
  expect(cheapestPlanFor('bots', 11)?.id).toBe('enterprise')
  expect(cheapestPlanFor('pairsPerBot', 6)?.id).toBe('pro')
})
