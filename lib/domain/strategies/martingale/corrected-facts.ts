import type { AccountFacts, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import type { CorrectedPosition, CorrectedState } from './corrected-state'
import { averageOf, type DealQuestion } from './deal-question'
import { correctedSignals } from './market-signals'

/** The state of a pair without a deal. */
export const flatState = (
  facts: PairFacts,
  config: MartingaleConfig,
  account: AccountFacts,
  instrument: Instrument,
  price: PriceFacts,
): CorrectedState => stateOf(facts, config, { account, instrument, price, entryBlock: null }, null, 0)

/** The state of a pair whose deal holds a position. */
export function heldState(
  question: DealQuestion,
  account: AccountFacts,
  price: PriceFacts,
  entryBlock: Reason | null,
): CorrectedState {
  const { facts, config, deal, instrument, venueSteps } = question
  const { realisedGross, entryFees, exitFees, funding } = deal.ledger
  const position =
    facts.position === null
      ? null
      : {
          quantity: venueSteps * instrument.quantityStep,
          averageEntry: averageOf(question, price.mark),
          margin: facts.position.margin,
          liquidationPrice: facts.position.liquidationPrice,
        }
  const net = realisedGross - entryFees - exitFees + funding
  return stateOf(facts, config, { account, instrument, price, entryBlock }, position, net)
}

type Known = Pick<CorrectedState, 'instrument' | 'price' | 'entryBlock'> & { readonly account: AccountFacts }

function stateOf(
  facts: PairFacts,
  config: MartingaleConfig,
  { account, instrument, price, entryBlock }: Known,
  position: CorrectedPosition | null,
  dealNet: number,
): CorrectedState {
  const { siblings, record, lastDeal } = facts
  let botMargin = position?.margin ?? 0
  for (const other of siblings.others) botMargin += other.margin
  return {
    now: facts.now,
    side: facts.side,
    price,
    account,
    instrument,
    fees: facts.fees,
    leverage: facts.settingsConfirmed ? facts.leverage : null,
    position,
    dealNet,
    // Positions are held in isolated margin: each stands for itself.
    accountMarginLevel: null,
    botMargin,
    enabledPairs: siblings.pairs,
    signals: correctedSignals(facts, config),
    lastDealEndedAt: lastDeal?.endedAt ?? null,
    stoppedDealsAt: record.stops.map(({ at }) => at),
    entryBlock,
  }
}
