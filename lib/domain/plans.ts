export type PlanId = 'free' | 'basic' | 'pro' | 'enterprise'

/** A number, or null for unlimited. */
export type Limit = number | null

export type TradingEnvironment = 'paper' | 'testnet' | 'live'

/** What a plan costs and allows. Features are asked through the functions below, never read from a plan's name. */
export type Plan = {
  readonly id: PlanId
  readonly name: string
  /** US dollars a month; the payment provider's price is found by `priceLookupKey`. */
  readonly monthlyPriceUsd: number
  readonly priceLookupKey: string | null
  readonly approval: 'by-admin' | 'by-payment'
  readonly limits: {
    readonly bots: Limit
    readonly pairsPerBot: Limit
    readonly polymarketWallets: Limit
    /** US dollars a month traded for real on Polymarket; 0 = paper only. */
    readonly polymarketMonthlyVolumeUsd: Limit
  }
  readonly backtests: BacktestLimits
}

/** What back-tests may take of the machine that everybody shares; never unlimited. */
export type BacktestLimits = {
  /** Runs kept, finished or not. */
  readonly stored: number
  /** Runs queued or under way. */
  readonly atOnce: number
  /** Candles of one run, all symbols together. */
  readonly candlesPerRun: number
  /** Candle files kept, and candles in one of them. */
  readonly files: number
  readonly candlesPerFile: number
}

export type LimitName = keyof Plan['limits']

const list = [
  {
    id: 'free',
    name: 'Free',
    monthlyPriceUsd: 0,
    priceLookupKey: null,
    approval: 'by-admin',
    limits: { bots: 1, pairsPerBot: 2, polymarketWallets: 1, polymarketMonthlyVolumeUsd: 0 },
    backtests: { stored: 10, atOnce: 1, candlesPerRun: 300_000, files: 2, candlesPerFile: 200_000 },
  },
  {
    id: 'basic',
    name: 'Basic',
    monthlyPriceUsd: 19,
    priceLookupKey: 'basic_monthly',
    approval: 'by-payment',
    limits: { bots: 3, pairsPerBot: 5, polymarketWallets: 1, polymarketMonthlyVolumeUsd: 500 },
    backtests: { stored: 50, atOnce: 2, candlesPerRun: 600_000, files: 10, candlesPerFile: 600_000 },
  },
  {
    id: 'pro',
    name: 'Pro',
    monthlyPriceUsd: 49,
    priceLookupKey: 'pro_monthly',
    approval: 'by-payment',
    limits: { bots: 10, pairsPerBot: null, polymarketWallets: 5, polymarketMonthlyVolumeUsd: 5000 },
    backtests: { stored: 200, atOnce: 3, candlesPerRun: 2_000_000, files: 30, candlesPerFile: 1_000_000 },
  },
  {
    id: 'enterprise',
    name: 'Enterprise',
    monthlyPriceUsd: 299,
    priceLookupKey: 'enterprise_monthly',
    approval: 'by-payment',
    limits: { bots: null, pairsPerBot: null, polymarketWallets: null, polymarketMonthlyVolumeUsd: null },
    backtests: { stored: 1000, atOnce: 5, candlesPerRun: 4_000_000, files: 100, candlesPerFile: 1_000_000 },
  },
] as const satisfies readonly Plan[]

/** Every plan, cheapest first. */
export const plans: readonly Plan[] = list

/** The plan of that id; ids come from our own database, so an unknown one is a bug. */
export function planOf(id: PlanId): Plan {
  const plan = plans.find((candidate) => candidate.id === id)
  if (plan === undefined) throw new Error(`unknown plan ${id}`)
  return plan
}

/** Reads a stored plan name of any case; an unknown one gets the smallest plan, since a doubt must not grant rights. */
export const planIdOf = (stored: string): PlanId =>
  plans.find((plan) => plan.id === stored.toLowerCase())?.id ?? 'free'

/** Whether one more fits when `used` are there already. */
export const allowsOneMore = (limit: Limit, used: number): boolean => limit === null || used < limit

/** How many of `used` are over the limit: these become manage-only, none is closed. */
export const overLimit = (limit: Limit, used: number): number =>
  limit === null ? 0 : Math.max(0, used - limit)

/** Real money needs a paid plan; paper and testnet are open to all. */
export const canTradeIn = (plan: PlanId, environment: TradingEnvironment): boolean =>
  environment !== 'live' || plan !== 'free'

/** Whether notifications may go to Telegram. E-mail notifications are part of every plan. */
export const canUseTelegram = (plan: PlanId): boolean => plan === 'pro' || plan === 'enterprise'

/** What an API key of that plan may do. */
export function apiAccess(plan: PlanId): 'none' | 'read' | 'read-write' {
  switch (plan) {
    case 'free':
      return 'none'
    case 'basic':
      return 'read'
    case 'pro':
    case 'enterprise':
      return 'read-write'
  }
}

/** How questions of that plan's users are answered. */
export function supportOf(plan: PlanId): 'none' | 'e-mail' | 'priority' {
  switch (plan) {
    case 'free':
      return 'none'
    case 'basic':
      return 'e-mail'
    case 'pro':
    case 'enterprise':
      return 'priority'
  }
}

/** The cheapest plan whose limit allows `wanted` of the named thing; null if none does. */
export const cheapestPlanFor = (name: LimitName, wanted: number): Plan | null =>
  plans.find((plan) => allowsOneMore(plan.limits[name], wanted - 1)) ?? null
