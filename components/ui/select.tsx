import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { controlClasses } from './input'

/**
 * A native select. Inside a form with an action give it `defaultValue` and `key={submitCount}`: React resets the form after the
 * action, and a select with `value`, or one that was not mounted anew, would silently return to its first choice.
 */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  return (
    <div className="relative min-w-0">
      <select
        data-slot="select"
        className={cn(controlClasses, 'cursor-pointer appearance-none truncate pr-9', className)}
        {...props}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted-foreground"
      />
    </div>
  )
}
