import type { Decision, PairFacts, AccountFacts } from '@/lib/domain/strategies/contract'
import type { DesiredOrder } from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { accountFault, priceFault } from '@/lib/domain/strategies/dca/freshness'
import { hold } from '@/lib/domain/strategies/dca/hold'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { decideClassic } from './classic'
import { classicParameters, classicState } from './classic-facts'
import { sendable } from './classic-manage'
import type { MartingaleConfig } from './config'
import { flatState } from './corrected-facts'
import { desired } from './corrected-manage'
import { decideOpening } from './corrected-opening'
import { isOfThisTick } from './deal-question'
import { newDealState } from './deal-state'
import { candlesReason } from './market-signals'
import { refusalOf, unconfirmed } from './permission'
import { reservedShare } from './reservation'

/** Decides for a pair without a deal: guards 2, 3, 5 and 12 in their order, then what its mode says of opening. */
export function decideFlat(facts: PairFacts, config: MartingaleConfig): Decision {
  const { permission, position, instrument, price, account } = facts
  if (permission.kind === 'settle-only' && permission.because === 'stopped') return hold('stopped')
  const accountHold = accountFault(facts, -Infinity)
  if (accountHold !== null) return accountHold
  if (position !== null && position.quantity >= (instrument?.quantityStep ?? 0)) {
    return hold('out-of-sync', { ledger: 0, venue: position.quantity })
  }
  const priceHold = priceFault(price, facts.now)
  if (priceHold !== null) return priceHold
  if (permission.kind === 'drain') return hold('draining')
  if (permission.kind !== 'trade') return because(refusalOf(permission))
  if (instrument === null) return hold('instrument-missing', { source: 'instrument' })
  if (!facts.settingsConfirmed) return because(unconfirmed(facts.leverage))
  const { lastDeal } = facts
  // One deal a tick: the original reads the market anew before it opens again.
  if (lastDeal !== null && isOfThisTick(facts, lastDeal.endedAt)) return hold('cooldown', { until: null })
  if (account === null || price === null) return hold('price-missing')
  return open(facts, config, account, instrument, price)
}

const because = (reason: Reason): Decision => ({ ...hold('paused'), reason })

type Opening = {
  readonly order: DesiredOrder | null
  readonly reason: Reason
  readonly further: readonly Reason[]
}

function open(
  facts: PairFacts,
  config: MartingaleConfig,
  account: AccountFacts,
  instrument: Instrument,
  price: PriceFacts,
): Decision {
  const opens = config.mode === 'classic' ? openClassic : openCorrected
  const { order, reason, further } = opens(facts, config, account, instrument, price)
  const told = reason.code === 'candles-missing' ? candlesReason(facts, config) : reason
  if (order === null) return { ...because(told), further }
  const balance = Math.min(account.wallet, account.equity)
  const needed = reservedShare(config, facts.siblings.pairs) * balance
  // Shares that add up to all of a balance do so but for the last digit.
  if (needed > facts.unreservedCapital + balance * 1e-9) {
    return hold('capital-insufficient', { needed, limit: Math.max(0, facts.unreservedCapital) })
  }
  return { orders: [order], deal: { kind: 'open', state: newDealState }, reason, further }
}

function openCorrected(
  facts: PairFacts,
  config: MartingaleConfig,
  ...[account, instrument, price]: readonly [AccountFacts, Instrument, PriceFacts]
): Opening {
  const decision = decideOpening(flatState(facts, config, account, instrument, price), config)
  const { order } = decision
  return { ...decision, order: order === null ? null : desired('base', order) }
}

function openClassic(
  facts: PairFacts,
  config: MartingaleConfig,
  ...[account, instrument, price]: readonly [AccountFacts, Instrument, PriceFacts]
): Opening {
  const state = classicState(facts, config, account, instrument, price)
  if (state === null) return { order: null, reason: candlesReason(facts, config), further: [] }
  const { order, reason, alerts } = decideClassic(state, classicParameters(config, facts.leverage))
  if (order === null) return { order, reason, further: alerts }
  const sent = sendable(facts, account, instrument, 'base', order)
  return 'code' in sent
    ? { order: null, reason: sent, further: [] }
    : { order: sent, reason, further: alerts }
}
