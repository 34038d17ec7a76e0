import type { SignalSpec } from '@/lib/domain/signals/signal'
import { signalKey } from '@/lib/domain/signals/signal'
import { noNeeds, type MarketNeeds } from '@/lib/domain/signals/market-needs'
import type { DealFacts } from '@/lib/domain/strategies/contract'
import { conditionSignals } from './conditions/condition-signals'
import type { DcaConfig } from './config'
import { rangeSince } from './trailing'

/** The candles on which the crash guard watches the market (trading reference, section 4). */
export const crashSignal: SignalSpec = { kind: 'decline', timeframe: '5m' }

/** What a decision about the pair will look at beside its price: before a deal what lets one open, in a deal what lets it add. */
export function needs(config: DcaConfig, deal: DealFacts | null): MarketNeeds {
  const known = memo.get(config) ?? remember(config)
  if (deal === null) return known.flat
  const since = rangeSince(config, deal)
  return since === null ? known.held : { ...known.held, rangeSince: since }
}

type Both = { readonly flat: MarketNeeds; readonly held: MarketNeeds }

// Asked at every tick, while settings are never changed in place.
const memo = new WeakMap<DcaConfig, Both>()

function remember(config: DcaConfig): Both {
  const both = {
    flat: asked(conditionSignals(config.startConditions), config.min24hVolume !== null),
    held: asked(
      [...conditionSignals(config.safetyConditions), ...(config.crashGuard ? [crashSignal] : [])],
      false,
    ),
  }
  memo.set(config, both)
  return both
}

function asked(signals: readonly SignalSpec[], volume24h: boolean): MarketNeeds {
  if (signals.length === 0 && !volume24h) return noNeeds
  const distinct = new Map(signals.map((spec) => [signalKey(spec), spec]))
  return { signals: [...distinct.values()], rangeSince: null, volume24h }
}
