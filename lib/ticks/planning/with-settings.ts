import type { ExchangeConnection } from '@/lib/ports/exchange'
import { log } from '@/lib/log'
import type { Claim } from '../aggregate'
import { decidePair } from '../decide-pair'
import type { TickServices } from '../tick-services'
import type { PairDecision } from './plan'
import { confirmSettings } from './repository'

/** What the venue said to settings it did not take, by pair id: within one tick it is asked once. */
export type RefusedSettings = Map<string, string>

type Confirming = {
  readonly services: TickServices
  readonly claim: Claim
  readonly exchange: ExchangeConnection
  readonly refused: RefusedSettings
}

/**
 * Sets the leverage of the pairs whose next deal waits for nothing else, then decides for them again. A pair whose settings the venue
 * does not take opens nothing, and its reason holds the venue's own sentence.
 */
export async function withSettings(
  confirming: Confirming,
  decisions: readonly PairDecision[],
): Promise<readonly PairDecision[]> {
  const confirmed: PairDecision[] = []
  // One after the other: pairs of one account change the same books on the venue.
  for (const item of decisions) {
    const waits = item.decision.reason.code === 'settings-unconfirmed' && item.pair.deal === null
    confirmed.push(waits ? await confirm(confirming, item) : item)
  }
  return confirmed
}

async function confirm(confirming: Confirming, item: PairDecision): Promise<PairDecision> {
  const { services, claim, exchange, refused } = confirming
  const { pair } = item
  const known = refused.get(pair.id)
  if (known !== undefined) return withSentence(item, known)
  const set = await exchange.setLeverage({ symbol: pair.symbol, side: pair.side }, pair.leverage)
  if (!set.ok) {
    log.warn({ pairId: pair.id, failure: set.error.kind }, 'The exchange did not take the leverage.')
    refused.set(pair.id, set.error.message)
    return withSentence(item, set.error.message)
  }
  await confirmSettings(services.db, claim, pair.id)
  const facts = { ...item.facts, settingsConfirmed: true }
  const decision = decidePair(pair, facts)
  return { pair, facts, decision, answer: decision }
}

function withSentence(item: PairDecision, message: string): PairDecision {
  const { reason } = item.decision
  return {
    ...item,
    decision: { ...item.decision, reason: { ...reason, detail: { ...reason.detail, message } } },
  }
}
