import { signOf } from '@/lib/domain/perpetuals/instrument'
import { grossOfExit } from '@/lib/domain/perpetuals/position'
import type { Decision, PriceFacts } from '@/lib/domain/strategies/contract'
import { close } from './closing'
import type { DcaConfig } from './config'
import type { DealQuestion } from './deal-question'

/** Guard 8, of one deal: what it would end with if it were closed at the mark, all fees and funding included. */
export function dealLossExit(question: DealQuestion, { mark }: PriceFacts): Decision | null {
  const { config } = question
  const limit = dealLossLimit(config)
  if (limit === null) return null
  const net = netIfClosed(question, mark)
  return net <= -limit ? close(question, 'deal-loss', { mark, value: net, limit: -limit }) : null
}

/** The mark at which guard 8 closes the deal; null without a limit or a position of ours. */
export function dealLossPrice(question: DealQuestion): number | null {
  const { facts, config, deal } = question
  const limit = dealLossLimit(config)
  const { quantity, averageEntry } = deal.ledger
  if (limit === null || averageEntry === null || quantity <= 0) return null
  const s = signOf(facts.side)
  return (s * quantity * averageEntry - limit - settled(question)) / (quantity * (s - facts.fees.taker))
}

const dealLossLimit = ({ maxDealLossPct, allocatedCapital }: DcaConfig): number | null =>
  maxDealLossPct === null ? null : (maxDealLossPct * allocatedCapital) / 100

function netIfClosed(question: DealQuestion, mark: number): number {
  const { facts, deal } = question
  const { quantity, averageEntry } = deal.ledger
  const gross = grossOfExit(facts.side, quantity, averageEntry ?? mark, mark)
  return settled(question) + gross - quantity * mark * facts.fees.taker
}

/** What the deal has earned and paid so far. */
function settled({ deal }: DealQuestion): number {
  const { realisedGross, entryFees, exitFees, funding } = deal.ledger
  return realisedGross - entryFees - exitFees + funding
}

/** Guard 9: the deal is older than it may become. */
export function timeStopExit(question: DealQuestion): Decision | null {
  const { facts, deal } = question
  const until = timeStopAt(question)
  if (facts.now < until) return null
  return close(question, 'time-stop', { openedAt: deal.openedAt, hours: question.config.maxDealHours })
}

/** When the deal has lasted as long as it may, milliseconds since the epoch; Infinity = never. */
export const timeStopAt = ({ config, deal }: Pick<DealQuestion, 'config' | 'deal'>): number =>
  config.maxDealHours === null ? Infinity : deal.openedAt + config.maxDealHours * 3_600_000
