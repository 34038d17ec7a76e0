import type { ChangeEvent, ReactNode } from 'react'
import { cn } from './cn'
import { FieldError, fieldId } from './field'

export type RadioOption<Value extends string> = {
  readonly value: Value
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly disabled?: boolean
}

/** One choice of a few as native radios in a fieldset: they keep their value over a failed submit and work without JavaScript. */
export function RadioGroup<Value extends string>({
  name,
  legend,
  options,
  defaultValue,
  value,
  onValueChange,
  layout = 'row',
  error,
  scope,
  hideLegend = false,
}: {
  name: string
  legend: string
  options: readonly RadioOption<Value>[]
  defaultValue?: Value | undefined
  value?: Value | undefined
  onValueChange?: (value: Value) => void
  /** `wide` is a row where there is room for it and a stack on a phone: for options with long help. */
  layout?: 'row' | 'stack' | 'wide'
  error?: string | undefined
  scope?: string
  hideLegend?: boolean
}) {
  const id = fieldId(name, scope)
  const change = (chosen: Value) => (event: ChangeEvent<HTMLInputElement>) => {
    if (event.target.checked) onValueChange?.(chosen)
  }
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className="grid min-w-0 content-start gap-1.5 outline-none"
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <legend className={hideLegend ? 'sr-only' : 'mb-1.5 text-sm font-medium'}>{legend}</legend>
      <div
        className={cn(
          'grid gap-2',
          layout === 'row' && 'grid-flow-col auto-cols-fr',
          layout === 'wide' && 'sm:grid-flow-col sm:auto-cols-fr',
        )}
      >
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'flex min-h-10 cursor-pointer items-start gap-2.5 rounded-lg border border-input bg-card px-3 py-2 text-sm transition-colors hover:bg-muted has-checked:border-primary has-checked:bg-primary-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring pointer-coarse:min-h-11',
              option.disabled && 'cursor-not-allowed opacity-60',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              disabled={option.disabled}
              {...(value === undefined
                ? { defaultChecked: option.value === defaultValue }
                : { checked: option.value === value })}
              onChange={change(option.value)}
              className="mt-[0.1875rem] size-3.5 shrink-0 cursor-pointer accent-primary outline-none"
            />
            <span className="grid min-w-0 gap-0.5">
              <span className="font-medium">{option.label}</span>
              {option.help && (
                <span className="text-xs leading-relaxed text-muted-foreground">{option.help}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  )
}
