import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { Decision, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import type { HoldReason, Reason } from '@/lib/domain/strategies/reasons'
import { entryTouch, firstBaseOrder } from './base-order'
import { capOf } from './cap'
import { judgeConditions } from './conditions/judge-conditions'
import type { DcaConfig } from './config'
import { newDealState } from './deal-state'
import { accountFault, priceFault } from './freshness'
import { haltHold } from './halts'
import { hold, noChange, type Detail } from './hold'
import { marketHold } from './opening-market'
import { preflight, type Finding } from './preflight'
import { reinvestable } from './reinvest'
import { withReinvested } from './sizes'

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
  if (price === null) return hold('price-missing')
  const market = marketHold(facts, config, price)
  if (market !== null) return market
  const judged = judgeConditions(config.startConditions, facts, 'start-condition')
  if (!judged.met) return unmet(judged.reasons)
  return open({ facts, config, instrument, price, because: judged.detail })
}

const unmet = ([reason, ...further]: readonly [Reason, ...Reason[]]): Decision => ({
  orders: 'unchanged',
  deal: noChange,
  reason,
  further,
})

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

function waitHold(facts: PairFacts, config: DcaConfig): Decision | null {
  const { permission, lastDeal, now } = facts
  if (permission.kind === 'drain') return hold('draining')
  if (lastDeal === null) return null
  const until = lastDeal.endedAt + config.cooldownSec * 1_000
  if (now < until) return hold('cooldown', { until })
  const halted = haltHold(facts, config)
  if (halted !== null) return halted
  if (config.maxDeals === null || lastDeal.number < config.maxDeals) return null
  return hold('max-deals', { value: lastDeal.number, limit: config.maxDeals })
}

type Opening = {
  readonly facts: PairFacts
  readonly config: DcaConfig
  readonly instrument: Instrument
  readonly price: PriceFacts
  /** The start conditions that hold, with their figures. */
  readonly because: Detail
}

function open({ facts, config: settings, instrument, price, because }: Opening): Decision {
  const { side, leverage, fees, account, unreservedCapital: freeCapital } = facts
  const { realised } = facts.record
  const reinvested = reinvestable({ config: settings, realised, leverage, fees, freeCapital })
  const config = withReinvested(settings, reinvested)
  const touch = entryTouch(facts, config, price)
  const examined = preflight({ config, side, leverage, instrument, fees, price: touch, freeCapital })
  const error = examined.findings.find((finding) => finding.severity === 'error')
  if (error !== undefined) return refusal(error)
  const base = firstBaseOrder(facts, config, instrument, touch)
  const quantity = quantityOf(base.quantitySteps, instrument)
  const needed = quantity * touch * (1 / leverage + fees.taker)
  const available = account?.available ?? 0
  if (needed > available) return hold('margin-insufficient', { needed, limit: available })
  const [margin, cap] = [(quantity * touch) / leverage, capOf(config)]
  if (margin > cap) return hold('exposure-cap', { level: 0, used: 0, limit: cap, needed: margin })
  const detail = { price: touch, quantity, volume: quantity * touch, side, ...because }
  return {
    orders: [base],
    deal: { kind: 'open', state: newDealState(config.baseOrderSize, reinvested) },
    reason: { code: 'start-condition-met', detail: reinvested > 0 ? { ...detail, reinvested } : detail },
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
