import { fail, ok, type Result } from '@/lib/domain/result'
import { noNeeds, type MarketNeeds } from '@/lib/domain/signals/market-needs'
import type { DealFacts, Decision, InvalidSettings, PairFacts, Quiet, Strategy } from './contract'
import { dca } from './dca/strategy'
import { martingale } from './martingale/strategy'

export type StrategyName = 'dca' | 'martingale'

/** A strategy together with the settings it was given: all that a tick or a back-test needs of it. */
export type BoundStrategy = {
  readonly name: StrategyName
  readonly decide: (facts: PairFacts) => Decision
  readonly needs: (deal: DealFacts | null) => MarketNeeds
  /** See `Quiet`; null = the strategy has to be asked at every tick. */
  readonly quiet: (facts: PairFacts, decision: Decision) => Quiet | null
}

export type UnknownStrategy = { readonly kind: 'unknown-strategy'; readonly message: string }

/** Finds a strategy by its stored name and binds it to stored or typed settings; every faulty setting is named. */
export function bindStrategy(
  name: string,
  settings: unknown,
): Result<BoundStrategy, InvalidSettings | UnknownStrategy> {
  if (!isStrategyName(name)) {
    return fail({ kind: 'unknown-strategy', message: `There is no strategy named "${name}".` })
  }
  return binders[name](settings)
}

export const isStrategyName = (name: string): name is StrategyName => Object.hasOwn(binders, name)

function binder<Config>(name: StrategyName, strategy: Strategy<Config>) {
  return (settings: unknown): Result<BoundStrategy, InvalidSettings> => {
    const config = strategy.parseConfig(settings)
    if (!config.ok) return config
    return ok({
      name,
      decide: (facts) => strategy.decide(facts, config.value),
      needs: (deal) => strategy.needs?.(config.value, deal) ?? noNeeds,
      quiet: (facts, decision) => strategy.quiet?.(facts, config.value, decision) ?? null,
    })
  }
}

const binders: Readonly<Record<StrategyName, (settings: unknown) => Result<BoundStrategy, InvalidSettings>>> =
  {
    dca: binder('dca', dca),
    martingale: binder('martingale', martingale),
  }
