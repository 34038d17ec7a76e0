'use client'

import { useEffect, useMemo, useState } from 'react'
import type { BotDraft } from '@/components/bot-form/draft'
import type { Examined } from '@/components/bot-form/examine-pair'
import { useEngine, useEngineRun } from '@/components/engine/use-engine'
import { quoteOf } from '@/components/trading/format'
import type { AccountOptionView } from '@/lib/bots/views'
import { readingOf, type RiskReading } from '@/lib/domain/risk/risk-reading'
import { PreviewPanel } from './preview-panel'
import { RiskPanel } from './risk-panel'
import { planOver, testedOf, type Tested } from './test-plan-of'

const FIVE_MINUTES = 300_000
const RISK_DAYS = 180
const HORIZON_DAYS = 30
/** Further paths are begun for at most that long; a reading then says how many there were. */
const RISK_BUDGET_MS = 10_000
/** A pause in typing this long starts the preview, or the reading of the risk. */
const PREVIEW_DELAY_MS = 40
const RISK_DELAY_MS = 500

/** How far the reading of the present settings' risk is. */
export type RiskState =
  | { readonly kind: 'none' }
  | { readonly kind: 'computing' }
  | { readonly kind: 'read'; readonly reading: RiskReading }

export type LookbackProps = {
  readonly draft: BotDraft
  readonly account: AccountOptionView | undefined
  readonly examined: readonly Examined[]
  /** Told of every new reading of the present settings, and that there is none as soon as they change. */
  readonly onRisk: (risk: RiskState) => void
}

/** What the settings would have done in the past, and what they risk: computed in threads of the browser while one types. */
export default function Lookback({ draft, account, examined, onRisk }: LookbackProps) {
  // One instant for the whole visit, so that moving a parameter asks for no other candles.
  const [until] = useState(() => Math.floor(Date.now() / FIVE_MINUTES) * FIVE_MINUTES)
  const [days, setDays] = useState(30)
  const tested = useMemo(() => testedOf(draft, account, examined), [draft, account, examined])
  const previewJob = useMemo(
    () => (tested.ok ? previewOf(tested.value, days, until) : null),
    [tested, days, until],
  )
  const riskJob = useMemo(() => (tested.ok ? riskOf(tested.value, until) : null), [tested, until])
  const preview = useEngineRun(useEngine(), previewJob, PREVIEW_DELAY_MS)
  const risk = useEngineRun(useEngine(), riskJob, RISK_DELAY_MS)
  const capital = tested.ok ? tested.value.capital : null
  const source = account?.history?.label ?? ''
  const reading = useMemo(() => {
    const isPresent = risk.result !== null && !risk.isStale && capital !== null
    return isPresent && risk.result !== null ? readingOf(risk.result, capital, source) : null
  }, [risk.result, risk.isStale, capital, source])
  const isComputing = risk.isRunning
  useEffect(() => {
    if (reading !== null) onRisk({ kind: 'read', reading })
    else onRisk({ kind: isComputing ? 'computing' : 'none' })
  }, [reading, isComputing, onRisk])
  const shared = {
    why: tested.ok ? null : tested.error.message,
    quote: quoteOf(draft.pairs[0].symbol),
    history: account?.history ?? null,
  }
  return (
    <div className="grid grid-cols-1 gap-8">
      <PreviewPanel {...shared} run={preview} days={days} onDays={setDays} capital={capital} />
      <RiskPanel {...shared} run={risk} reading={reading} />
    </div>
  )
}

function previewOf(tested: Tested, days: number, until: number) {
  const plan = planOver(tested, '1m', days, until)
  return plan === null ? null : { kind: 'backtest' as const, plan }
}

function riskOf(tested: Tested, until: number) {
  const plan = planOver(tested, '5m', RISK_DAYS, until)
  if (plan === null) return null
  const { carry } = tested
  // One seed for all settings: two readings then differ by the settings alone.
  return {
    kind: 'risk' as const,
    plan,
    carry,
    seed: 'tickwright',
    horizonDays: HORIZON_DAYS,
    budgetMs: RISK_BUDGET_MS,
  }
}
