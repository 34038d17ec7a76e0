'use client'

import { Plus, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { FieldError } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { cellText } from '../json-value'
import { conditionForms, days, newCondition, type ConditionInput } from './condition-forms'

export type TypedCondition = Readonly<Record<string, unknown>>

type EditorProps = {
  condition: TypedCondition
  /** Tells its inputs apart for those who hear the form. */
  name: string
  idOf: (path: string) => string
  errorAt: (path: string) => string | undefined
  onChange: (condition: TypedCondition) => void
  onRemove: () => void
  onBlur: () => void
}

/** One condition: its kind, its inputs, and a way to take it out. */
export function ConditionEditor(props: EditorProps) {
  const { condition, name, errorAt, onChange, onRemove } = props
  const kind = cellText(condition.kind)
  const own = errorAt('') ?? errorAt('kind')
  return (
    <div
      role="group"
      aria-label={name}
      className="grid gap-3 rounded-lg border border-border bg-muted/40 px-3.5 py-3"
    >
      <div className="flex items-center justify-between gap-2">
        {kind === 'any' ? (
          <p className="text-sm font-medium">One of these</p>
        ) : (
          <Select
            aria-label={`${name}: kind`}
            value={kind}
            onChange={(event) => onChange(newCondition(event.target.value))}
            className="max-w-72"
          >
            {Object.entries(conditionForms).map(([value, { label }]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
        <Button variant="ghost" size="sm" aria-label={`Remove ${name}`} onClick={onRemove}>
          <Trash2 aria-hidden />
        </Button>
      </div>
      {kind === 'any' ? <Choice {...props} /> : <Inputs {...props} />}
      {own !== undefined && <FieldError>{own}</FieldError>}
    </div>
  )
}

function Choice({ condition, name, idOf, errorAt, onChange, onBlur }: EditorProps) {
  const list = Array.isArray(condition.conditions) ? (condition.conditions as TypedCondition[]) : []
  const change = (next: readonly TypedCondition[]) => onChange({ ...condition, conditions: next })
  const fault = errorAt('conditions')
  return (
    <div className="grid gap-2">
      {list.map((each, index) => (
        <div key={index} className="grid gap-2">
          {index > 0 && <p className="text-xs font-semibold text-muted-foreground">or</p>}
          <ConditionEditor
            condition={each}
            name={`${name}, choice ${index + 1}`}
            idOf={(path) => idOf(`conditions.${index}.${path}`)}
            errorAt={(path) => errorAt(path === '' ? `conditions.${index}` : `conditions.${index}.${path}`)}
            onChange={(next) => change(list.map((other, at) => (at === index ? next : other)))}
            onRemove={() => change(list.filter((_, at) => at !== index))}
            onBlur={onBlur}
          />
        </div>
      ))}
      {fault !== undefined && <FieldError>{fault}</FieldError>}
      <div>
        <Button variant="secondary" size="sm" onClick={() => change([...list, newCondition('rsi')])}>
          <Plus aria-hidden />
          Add to the choice
        </Button>
      </div>
    </div>
  )
}

function Inputs(props: EditorProps) {
  const { condition, errorAt } = props
  const kind = cellText(condition.kind)
  return (
    <div className="flex flex-wrap items-start gap-3">
      {kind === 'schedule' && <Days {...props} />}
      {(conditionForms[kind]?.inputs ?? []).map((input) => (
        <OneInput key={input.name} {...props} input={input} error={errorAt(input.name)} />
      ))}
    </div>
  )
}

function OneInput({
  condition,
  name,
  input,
  error,
  idOf,
  onChange,
  onBlur,
}: EditorProps & { input: ConditionInput; error: string | undefined }) {
  const id = idOf(input.name)
  const text = cellText(condition[input.name])
  const common = {
    id,
    'aria-label': `${name}: ${input.label}`,
    'aria-invalid': error === undefined ? undefined : (true as const),
    'aria-describedby': error === undefined ? undefined : `${id}-error`,
  }
  return (
    <div className="grid min-w-24 flex-1 gap-1">
      <span aria-hidden className="text-xs text-muted-foreground">
        {input.label}
        {input.suffix === undefined ? '' : `, ${input.suffix}`}
      </span>
      {input.options === undefined ? (
        <Input
          {...common}
          autoComplete="off"
          value={text}
          onChange={(event) => onChange({ ...condition, [input.name]: event.target.value })}
          onBlur={onBlur}
          className="tabular-nums"
        />
      ) : (
        <Select
          {...common}
          value={text}
          onChange={(event) => onChange({ ...condition, [input.name]: event.target.value })}
        >
          {input.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      )}
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

function Days({ condition, name, errorAt, onChange }: EditorProps) {
  const chosen = Array.isArray(condition.days) ? (condition.days as unknown[]) : []
  const toggle = (day: number) =>
    onChange({
      ...condition,
      days: chosen.includes(day) ? chosen.filter((each) => each !== day) : [...chosen, day].toSorted(),
    })
  const fault = errorAt('days')
  return (
    <div className="grid w-full gap-1">
      <div role="group" aria-label={`${name}: days`} className="flex flex-wrap gap-1.5">
        {days.map((day, index) => (
          <label
            key={day}
            className="flex min-h-10 cursor-pointer items-center gap-1.5 rounded-lg border border-input bg-card px-2.5 text-sm has-checked:border-primary has-checked:bg-primary-soft has-focus-visible:outline-2 has-focus-visible:outline-ring pointer-coarse:min-h-11"
          >
            <input
              type="checkbox"
              checked={chosen.includes(index)}
              onChange={() => toggle(index)}
              className="size-3.5 accent-primary outline-none"
            />
            {day}
          </label>
        ))}
      </div>
      {fault !== undefined && <FieldError>{fault}</FieldError>}
    </div>
  )
}
