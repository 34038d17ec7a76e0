import { entrySide } from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { Decision, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import type { HoldReason } from '@/lib/domain/strategies/reasons'
import type { DcaConfig } from './config'
import { newDealState } from './deal-state'
import { accountFault, priceFault } from './freshness'
import { hold } from './hold'
import { preflight, type Finding } from './preflight'

/** Decides for a pair without a deal: guards 2, 3, 5, 12 and 14 in their order, then the base order. */
export function decideFlat(facts: PairFacts, config: DcaConfig): Decision {
  const { permission, position, instrument, price } = facts
  if (permission.kind === 'settle-only' && permission.because === 'stopped') return hold('stopped')
  const accountHold = accountFault(facts, -Infinity)
  if (accountHold !== null) return accountHold
  if (position !== null && position.quantity >= (instrument?.quantityStep ?? 0)) {
    return hold('out-of-sync', { ledger: 0, venue: position.quantity })
  }
  const priceHold = priceFault(price, facts.now)
  if (priceHold !== null) return priceHold
  const blocked = permissionHold(facts)
  if (blocked !== null) return blocked
  if (instrument === null) return hold('instrument-missing', { source: 'instrument' })
  if (!facts.settingsConfirmed) return hold('settings-unconfirmed', { wanted: facts.leverage, found: null })
  const waiting = waitHold(facts, config)
  if (waiting !== null) return waiting
  return price === null ? hold('price-missing') : open(facts, config, instrument, price)
}

function permissionHold({ permission }: PairFacts): Decision | null {
  switch (permission.kind) {
    case 'trade':
    case 'drain':
      return null
    case 'exits-only':
    case 'settle-only':
      return hold(permission.because)
    case 'stopping':
      return hold('stopping', { how: permission.how })
  }
}

function waitHold({ permission, lastDeal, now }: PairFacts, config: DcaConfig): Decision | null {
  if (permission.kind === 'drain') return hold('draining')
  if (lastDeal === null) return null
  const until = lastDeal.endedAt + config.cooldownSec * 1_000
  if (now < until) return hold('cooldown', { until })
  if (config.maxDeals === null || lastDeal.number < config.maxDeals) return null
  return hold('max-deals', { value: lastDeal.number, limit: config.maxDeals })
}

function open(facts: PairFacts, config: DcaConfig, instrument: Instrument, price: PriceFacts): Decision {
  const { side, leverage, fees, unreservedCapital, account } = facts
  const touch = side === 'long' ? price.ask : price.bid
  const examined = preflight({
    config,
    side,
    leverage,
    instrument,
    fees,
    price: touch,
    freeCapital: unreservedCapital,
  })
  const error = examined.findings.find((finding) => finding.severity === 'error')
  if (error !== undefined) return refusal(error)
  const quantitySteps = floorToSteps(config.baseOrderSize / touch, instrument.quantityStep)
  const quantity = quantityOf(quantitySteps, instrument)
  const needed = quantity * touch * (1 / leverage + fees.taker)
  const available = account?.available ?? 0
  if (needed > available) return hold('margin-insufficient', { needed, limit: available })
  return {
    orders: [
      { key: 'base', side: entrySide(side), quantitySteps, price: { kind: 'market' }, reduceOnly: false },
    ],
    deal: { kind: 'open', state: newDealState(config.baseOrderSize) },
    reason: {
      code: 'start-condition-met',
      detail: { price: touch, quantity, volume: quantity * touch, side },
    },
    further: [],
  }
}

/** Findings that have a reason of their own keep it; the rest are told as what preflight found. */
function refusal(finding: Finding): Decision {
  const own: Partial<Record<Finding['code'], HoldReason>> = {
    'capital-insufficient': 'capital-insufficient',
    ...(finding.level === 0 && { 'order-below-minimum': 'order-below-minimum' }),
    ...(finding.level === 0 && { 'order-above-maximum': 'order-above-maximum' }),
  }
  return hold(own[finding.code] ?? 'preflight-failed', {
    ...finding.detail,
    check: finding.code,
    level: finding.level,
    message: finding.message,
  })
}
