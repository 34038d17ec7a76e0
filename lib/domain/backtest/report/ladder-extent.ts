import type { BacktestPair } from '@/lib/domain/backtest/input'
import { plannedRungs } from '@/lib/domain/strategies/dca/ladder'
import { inQuote } from '@/lib/domain/strategies/dca/sizes'
import { dca } from '@/lib/domain/strategies/dca/strategy'

/** How far a strategy's ladder reaches, where that is known beforehand. */
export type LadderExtent = {
  /** The highest level. */
  readonly levels: number
  /** Distance of the last rung from the base price as a fraction of it. */
  readonly depth: number
  /** Planned size in quote by level, the base order (level 0) first. */
  readonly volumes: readonly number[]
}

/** The ladder that a pair's settings describe; null for a strategy without one, and where the settings are not known. */
export function ladderExtent({ side, settings }: BacktestPair): LadderExtent | null {
  if (settings?.strategy !== dca.name) return null
  const parsed = dca.parseConfig(settings.config)
  if (!parsed.ok) return null
  const config = inQuote(parsed.value)
  const rungs = plannedRungs(config, side, 1)
  return {
    levels: rungs.length,
    depth: (rungs[rungs.length - 1]?.deviationPct ?? 0) / 100,
    volumes: [config.baseOrderSize, ...rungs.map(({ volume }) => volume)],
  }
}
