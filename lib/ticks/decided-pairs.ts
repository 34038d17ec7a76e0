import type { DecidedPair } from '@/lib/journal/link-entry'
import type { BotAggregate } from './aggregate'
import type { PairDecision } from './planning/plan'

/** Decisions as the journal takes them: with the settings that were in force, a deal's own before those of its pair. */
export const decidedPairs = (bot: BotAggregate, decisions: readonly PairDecision[]): DecidedPair[] =>
  decisions.map(({ pair, facts, answer }) => ({
    symbol: pair.symbol,
    side: pair.side,
    strategy: pair.strategy,
    configVersion: pair.deal?.configVersion ?? bot.configVersion,
    settings: pair.deal?.config ?? pair.config,
    facts,
    decision: answer,
  }))
