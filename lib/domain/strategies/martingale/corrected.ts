import type { Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import { decideAdd } from './corrected-adding'
import { profitExit, protectiveExit } from './corrected-exits'
import { decideOpening } from './corrected-opening'
import type { CorrectedDecision, CorrectedState } from './corrected-state'
import { holdingOf, type Holding } from './corrected-view'
import { isDangerous } from './decline'

/**
 * One tick of the corrected mode (trading reference 3.4): protective exits, profit-taking, then the gate and the addition; without a
 * position cooldown, halt and the opening. Pure; a missing figure never leads to an entry and never holds an exit back.
 */
export function decideCorrected(state: CorrectedState, config: MartingaleConfig): CorrectedDecision {
  const { position } = state
  if (position === null) return decideOpening(state, config)
  const holding = holdingOf(state, position, config)
  const decision =
    protectiveExit(state, holding, config) ??
    profitExit(state, holding, config) ??
    decideAdd(state, holding, config)
  return { ...decision, further: warnings(state, holding, config, decision.reason) }
}

function warnings(
  { signals }: CorrectedState,
  { critical, marginLevel }: Holding,
  { marginWarningLevel, criticalMarginLevel }: MartingaleConfig,
  primary: Reason,
): readonly Reason[] {
  const found: Reason[] = []
  if (critical || marginLevel < marginWarningLevel) {
    const threshold = critical ? criticalMarginLevel : marginWarningLevel
    const detail = { measure: 'margin level', value: marginLevel, threshold }
    found.push({ code: 'liquidation-too-close', detail })
  }
  const trigger = signals.volatility?.trigger ?? null
  if (trigger !== null) found.push({ code: 'volatility-high', detail: { measure: trigger } })
  const { decline } = signals
  if (decline !== null && isDangerous(decline.kind)) {
    found.push({ code: 'dangerous-move', detail: { measure: 'decline score', value: decline.score } })
  }
  return found.filter(({ code }) => code !== primary.code)
}
