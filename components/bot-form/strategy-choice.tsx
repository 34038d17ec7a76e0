'use client'

import { RadioGroup } from '@/components/ui/radio-group'
import { initialSettings, type PairDraft, type TypedSettings } from './draft'
import { strategyForms, strategyOf } from './strategy-form'
import { useRef } from 'react'

/** Which strategy a pair follows. What was typed for one is kept while another is looked at. */
export function StrategyChoice({
  index,
  pair,
  error,
  onChange,
}: {
  index: number
  pair: PairDraft
  error: string | undefined
  onChange: (change: Partial<PairDraft>) => void
}) {
  const typed = useRef<Partial<Record<PairDraft['strategy'], TypedSettings>>>({})
  const choose = (name: string) => {
    const strategy = strategyOf(name)
    typed.current[pair.strategy] = pair.config
    onChange({
      strategy,
      config: typed.current[strategy] ?? initialSettings(strategyForms[strategy].fields),
    })
  }
  return (
    <RadioGroup
      name={`pairs.${index}.strategy`}
      legend="Strategy"
      options={Object.entries(strategyForms).map(([value, { label, summary }]) => ({
        value,
        label,
        help: summary,
      }))}
      value={pair.strategy}
      onValueChange={choose}
      error={error}
    />
  )
}
