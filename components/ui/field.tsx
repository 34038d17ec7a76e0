import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { Label } from './label'

/** What a control needs to be tied to its label, help and error. */
export type ControlProps = {
  id: string
  name: string
  required: boolean
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

/** The id of a field's control: the error summary links to it. `scope` tells two forms on one page apart. */
export const fieldId = (name: string, scope = 'field'): string => `${scope}-${name.replaceAll('.', '-')}`

/** Label, control, help and error wired together; the control is drawn by the child function and takes the given props. */
export function Field({
  name,
  label,
  help,
  error,
  required = false,
  scope,
  suffix,
  className,
  children,
}: {
  name: string
  label: ReactNode
  help?: ReactNode
  error?: string | undefined
  required?: boolean
  scope?: string
  /** Unit or short note at the end of the label line. */
  suffix?: ReactNode
  className?: string
  children: (control: ControlProps) => ReactNode
}) {
  const id = fieldId(name, scope)
  const described = [help ? `${id}-help` : null, error ? `${id}-error` : null].filter(Boolean).join(' ')
  return (
    <div data-slot="field" className={cn('grid content-start gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-2">
        <Label htmlFor={id}>{label}</Label>
        {suffix && <span className="text-xs text-muted-foreground">{suffix}</span>}
      </div>
      {children({
        id,
        name,
        required,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': described === '' ? undefined : described,
      })}
      {help && (
        <p id={`${id}-help`} className="text-xs leading-relaxed text-muted-foreground">
          {help}
        </p>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

/** The sentence under a refused control. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-xs leading-relaxed font-medium text-loss">
      <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  )
}
