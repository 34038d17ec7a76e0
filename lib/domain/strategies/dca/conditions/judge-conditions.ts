import type { HoldReason, Reason } from '@/lib/domain/strategies/reasons'
import type { Condition } from './condition'
import { conditionWords } from './condition-words'
import { evaluateCondition, type Sight, type Verdict } from './evaluate-condition'

/** A list of conditions at one instant: all hold, with their figures for the record, or why not. */
export type Judgement =
  | { readonly met: true; readonly detail: Reason['detail'] }
  /** Conditions that cannot be judged first: only then those that do not hold, each with the figures compared. */
  | { readonly met: false; readonly reasons: readonly [Reason, ...Reason[]] }

/** Judges conditions of which all must hold. `code` names those that do not hold; without any there is nothing to wait for. */
export function judgeConditions(
  conditions: readonly Condition[],
  sight: Sight,
  code: Extract<HoldReason, 'start-condition' | 'safety-condition'>,
): Judgement {
  if (conditions.length === 0) return nothingAsked
  const judged = conditions.map((condition) => ({ condition, verdict: evaluateCondition(condition, sight) }))
  const unavailable = judged.flatMap(({ verdict }) =>
    verdict.kind === 'unavailable' ? [verdict.reason] : [],
  )
  const failed = judged.flatMap(({ condition, verdict }) =>
    verdict.kind === 'fails' ? [{ code, detail: figures(condition, verdict) }] : [],
  )
  const [first, ...others] = [...unavailable, ...failed]
  if (first !== undefined) return { met: false, reasons: [first, ...others] }
  return { met: true, detail: together(judged) }
}

const nothingAsked: Judgement = { met: true, detail: {} }

type Judged = { readonly condition: Condition; readonly verdict: Verdict }

function figures(condition: Condition, verdict: Verdict): Reason['detail'] {
  const words = conditionWords(condition)
  if (verdict.kind === 'unavailable') return { condition: words }
  return { condition: words, value: verdict.value, threshold: verdict.threshold }
}

/** What held when a deal was opened. Figures of several conditions stand side by side, in the order of the list. */
function together(judged: readonly Judged[]): Reason['detail'] {
  const [only] = judged
  if (only !== undefined && judged.length === 1) return figures(only.condition, only.verdict)
  const details = judged.map(({ condition, verdict }) => figures(condition, verdict))
  const side = (name: string) => details.map((detail) => text(detail[name])).join('; ')
  return { condition: side('condition'), value: side('value'), threshold: side('threshold') }
}

const text = (value: Reason['detail'][string] | undefined): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(7))) : String(value ?? '')
