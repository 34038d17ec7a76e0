'use client'

import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { symbolName, quoteOf } from '@/components/trading/format'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import type { InstrumentOptionView } from '@/lib/bots/views'
import { settingField, type PairDraft } from './draft'
import { maxLeverage, type Examined } from './examine-pair'
import { isPartOf } from './is-part-of'
import { SettingsView } from './settings-view'
import { PresetPicker } from './preset-picker'
import { SettingGroups } from './setting-groups'
import { StrategyChoice } from './strategy-choice'
import { strategyForms } from './strategy-form'

export type PairEditorProps = {
  index: number
  pair: PairDraft
  /** Whether it is the bot's only pair. */
  alone: boolean
  options: readonly InstrumentOptionView[]
  examined: Examined
  /** Sentences of the server for this pair's fields, by full field name. */
  serverFaults: ReadonlyMap<string, string>
  /** Typed values are judged on the spot once the form was sent, and field by field once left. */
  submitted: boolean
  onChange: (change: Partial<PairDraft>) => void
  onRemove: (() => void) | null
}

/** One pair: market, side, leverage, settings and the ladder they make. */
export function PairEditor(props: PairEditorProps) {
  const { index, pair, options, examined, onChange, onRemove } = props
  const errorOf = useErrors(props)
  const title = `Pair ${index + 1}${pair.symbol === '' ? '' : `: ${symbolName(pair.symbol)}`}`
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-6 border-t border-border pt-6 first:border-0 first:pt-0">
      <legend className="sr-only">{title}</legend>
      <div className="flex items-center justify-between gap-3">
        <h3 className="font-semibold tracking-tight">{title}</h3>
        {onRemove !== null && (
          <Button variant="ghost" size="sm" onClick={onRemove} aria-label={`Remove pair ${index + 1}`}>
            <Trash2 aria-hidden />
            Remove
          </Button>
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-[1.4fr_1fr_0.7fr]">
        <Field name={`pairs.${index}.symbol`} label="Market" error={errorOf('symbol')}>
          {(control) => (
            <Select
              {...control}
              // A reset returns a select to its default choice and overlooks a controlled value; other markets mount it anew.
              key={options.map(({ instrument }) => instrument.symbol).join()}
              defaultValue={pair.symbol}
              onChange={(event) => onChange({ symbol: event.target.value })}
            >
              {options.map(({ instrument }) => (
                <option key={instrument.symbol} value={instrument.symbol}>
                  {symbolName(instrument.symbol)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <RadioGroup
          name={`pairs.${index}.side`}
          legend="Side"
          options={[
            { value: 'long', label: 'Long' },
            { value: 'short', label: 'Short' },
          ]}
          value={pair.side}
          onValueChange={(side) => onChange({ side })}
          error={errorOf('side')}
        />
        <Field
          name={`pairs.${index}.leverage`}
          label="Leverage"
          suffix="×"
          error={errorOf('leverage')}
          help={`Up to ${maxLeverage(options.find((option) => option.instrument.symbol === pair.symbol))}× here.`}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={pair.leverage}
              onChange={(event) => onChange({ leverage: event.target.value })}
              onBlur={() => errorOf.leave('leverage')}
              className="tabular-nums"
            />
          )}
        </Field>
      </div>
      <StrategyChoice index={index} pair={pair} error={errorOf('strategy')} onChange={onChange} />
      <PresetPicker pair={pair} onChange={onChange} />
      <SettingGroups
        form={strategyForms[pair.strategy]}
        typed={pair.config}
        quote={quoteOf(pair.symbol)}
        fieldOf={(name) => settingField(index, name)}
        errorOf={(path) => errorOf(`config.${path}`)}
        isFaulty={(name) => errorOf.within(`config.${name}`)}
        onChange={(name, value) => onChange({ config: { ...pair.config, [name]: value } })}
        onBlur={(name) => errorOf.leave(`config.${name}`)}
      />
      <SettingsView pair={pair} examined={examined} alone={props.alone} />
    </fieldset>
  )
}

type ErrorOf = {
  (field: string): string | undefined
  leave: (field: string) => void
  /** Whether the field or any part of it is faulty. */
  within: (field: string) => boolean
}

/** The sentence under a field: what the domain says of it now, else what the server said of it. */
function useErrors({ index, examined, serverFaults, submitted }: PairEditorProps): ErrorOf {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const faults = examined.kind === 'faulty' ? examined.faults : []
  const isLeft = (field: string): boolean => submitted || [...left].some((one) => isPartOf(field, one))
  const errorOf = (field: string): string | undefined => {
    const typed = isLeft(field) ? faults.find((fault) => fault.field === field)?.message : undefined
    return typed ?? serverFaults.get(`pairs.${index}.${field}`)
  }
  return Object.assign(errorOf, {
    leave: (field: string) => setLeft((before) => new Set(before).add(field)),
    within: (field: string) =>
      faults.some((fault) => isPartOf(fault.field, field) && isLeft(fault.field)) ||
      [...serverFaults.keys()].some((known) => isPartOf(known, `pairs.${index}.${field}`)),
  })
}
