'use client'

import { Plus } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { FieldError, fieldId } from '@/components/ui/field'
import { MOST_CONDITIONS } from '@/lib/domain/strategies/dca/conditions/condition'
import type { ConditionsField } from '@/lib/domain/strategies/settings-field'
import type { ControlOfSetting } from '../control-of-setting'
import { listText, readList } from '../json-value'
import { ConditionEditor, type TypedCondition } from './condition-editor'
import { newCondition } from './condition-forms'

/** A list of conditions of which all must hold; a choice among several counts as one of them. */
export function ConditionsControl({ setting, ...control }: ControlOfSetting & { setting: ConditionsField }) {
  const { field, scope, value, error, errorAt, onChange, onBlur } = control
  const id = fieldId(field, scope)
  const list = readList<TypedCondition>(value)
  const change = (next: readonly TypedCondition[]) => onChange(listText(next))
  const isFull = list.length >= MOST_CONDITIONS
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      aria-describedby={error === undefined ? undefined : `${id}-error`}
      className="col-span-full grid min-w-0 content-start gap-2 outline-none"
    >
      <legend className="mb-1 text-sm font-medium">{setting.label}</legend>
      <input type="hidden" name={field} value={value} />
      <p className="text-xs leading-relaxed text-muted-foreground">{setting.help}</p>
      {list.map((condition, index) => (
        <div key={index} className="grid gap-2">
          {index > 0 && <p className="text-xs font-semibold text-muted-foreground">and</p>}
          <ConditionEditor
            condition={condition}
            name={`${setting.label}, condition ${index + 1}`}
            idOf={(path) => fieldId(`${field}.${index}.${path}`, scope)}
            errorAt={(path) => errorAt(path === '' ? String(index) : `${index}.${path}`)}
            onChange={(next) => change(list.map((each, at) => (at === index ? next : each)))}
            onRemove={() => change(list.filter((_, at) => at !== index))}
            onBlur={onBlur}
          />
        </div>
      ))}
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="secondary"
          size="sm"
          disabled={isFull}
          onClick={() => change([...list, newCondition('rsi')])}
        >
          <Plus aria-hidden />
          Add a condition
        </Button>
        <Button
          variant="ghost"
          size="sm"
          disabled={isFull}
          onClick={() => change([...list, newCondition('any')])}
        >
          <Plus aria-hidden />
          Add a choice (one of several)
        </Button>
      </div>
    </fieldset>
  )
}
