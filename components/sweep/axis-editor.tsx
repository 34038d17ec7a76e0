'use client'

import { Plus, Trash2 } from 'lucide-react'
import { pairName as pairWords } from '@/components/trading/format'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { pairName } from '@/lib/domain/sweep/run-pair'
import { sweepFieldsOf, type SweepField } from '@/lib/domain/sweep/settings'
import type { ReplayConfig } from '@/lib/replay/config'
import { fieldOf, suggestedAxis, type AxisDraft } from './draft'

export const MOST_AXES = 4

type Pairs = ReplayConfig['pairs']

/** Which settings are varied, and over what. */
export function AxisEditor({
  axes,
  pairs,
  errorOf,
  onChange,
}: {
  axes: readonly AxisDraft[]
  pairs: Pairs
  errorOf: (field: string) => string | undefined
  onChange: (axes: readonly AxisDraft[]) => void
}) {
  const settings = Object.entries(sweepFieldsOf(pairs[0]?.strategy ?? '') ?? {})
  const free = settings.find(([name]) => !axes.some(({ setting }) => setting === name))
  const replace = (axis: AxisDraft) => onChange(axes.map((one) => (one.key === axis.key ? axis : one)))
  const add = () => {
    const key = Math.max(0, ...axes.map((axis) => axis.key)) + 1
    if (free !== undefined) onChange([...axes, suggestedAxis(key, free[0], pairs)])
  }
  return (
    <div className="grid gap-4">
      {axes.map((axis, index) => (
        <AxisRow
          key={axis.key}
          {...{ axis, index, pairs, settings, errorOf }}
          onChange={replace}
          onRemove={axes.length > 1 ? () => onChange(axes.filter((one) => one.key !== axis.key)) : null}
        />
      ))}
      <Button
        variant="secondary"
        size="sm"
        className="justify-self-start"
        disabled={axes.length >= MOST_AXES}
        onClick={add}
      >
        <Plus aria-hidden />
        Vary one more setting
      </Button>
      {axes.length >= MOST_AXES && (
        <p className="text-xs text-muted-foreground">
          {MOST_AXES} settings at once are the most this form takes; more of them only find more luck.
        </p>
      )}
    </div>
  )
}

function AxisRow({
  axis,
  index,
  pairs,
  settings,
  errorOf,
  onChange,
  onRemove,
}: {
  axis: AxisDraft
  index: number
  pairs: Pairs
  settings: readonly (readonly [string, SweepField])[]
  errorOf: (field: string) => string | undefined
  onChange: (axis: AxisDraft) => void
  onRemove: (() => void) | null
}) {
  const field = fieldOf(axis, pairs)
  const name = (part: string) => `axes.${axis.key}.${part}`
  const fault = errorOf(`axes.${axis.key}`)
  return (
    <fieldset className="grid min-w-0 gap-3 rounded-lg border border-border p-4">
      <legend className="sr-only">Setting {index + 1}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field name={name('setting')} label="Setting" error={fault}>
          {(control) => (
            <Select
              {...control}
              value={axis.setting}
              onChange={(event) => onChange(suggestedAxis(axis.key, event.target.value, pairs, axis.pair))}
            >
              {settings.map(([setting, { label }]) => (
                <option key={setting} value={setting}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {pairs.length > 1 && (
          <Field name={name('pair')} label="Of which pair">
            {(control) => (
              <Select
                {...control}
                value={axis.pair}
                onChange={(event) => onChange({ ...axis, pair: event.target.value })}
              >
                <option value="">All pairs</option>
                {pairs.map((pair) => (
                  <option key={pairName(pair)} value={pairName(pair)}>
                    {pairWords(pairName(pair))}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
      {field?.kind === 'number' ? (
        <RangeInputs {...{ axis, field, name, errorOf, onChange }} />
      ) : (
        <p className="text-sm text-muted-foreground">
          Tries {field?.kind === 'choice' ? field.options.join(', ') : 'yes and no'}.
        </p>
      )}
      {onRemove !== null && (
        <Button
          variant="ghost"
          size="sm"
          className="justify-self-start"
          onClick={onRemove}
          aria-label={`Remove setting ${index + 1}`}
        >
          <Trash2 aria-hidden />
          Remove
        </Button>
      )}
    </fieldset>
  )
}

const ends = [
  ['from', 'From'],
  ['to', 'To'],
  ['step', 'Step'],
] as const

function RangeInputs({
  axis,
  field,
  name,
  errorOf,
  onChange,
}: {
  axis: AxisDraft
  field: Extract<SweepField, { kind: 'number' }>
  name: (part: string) => string
  errorOf: (field: string) => string | undefined
  onChange: (axis: AxisDraft) => void
}) {
  return (
    <div className="grid grid-cols-3 gap-3">
      {ends.map(([end, label]) => (
        <Field
          key={end}
          name={name(end)}
          label={label}
          suffix={field.unit === 'fraction' || field.unit === 'quote' ? undefined : field.unit}
          error={errorOf(name(end))}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              className="tabular-nums"
              value={axis[end]}
              onChange={(event) => onChange({ ...axis, [end]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  )
}
