import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

/** An on/off choice drawn as a switch over a native checkbox: it works in forms without JavaScript. */
export function Switch({
  label,
  help,
  className,
  ...props
}: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; help?: ReactNode }) {
  return (
    <label className={cn('flex cursor-pointer items-start gap-3 text-sm', className)}>
      <input type="checkbox" role="switch" data-slot="switch" className="peer sr-only" {...props} />
      <span
        aria-hidden
        className="relative mt-px h-5 w-9 shrink-0 rounded-full border border-input bg-muted transition-colors after:absolute after:top-1/2 after:left-0.5 after:size-3.5 after:-translate-y-1/2 after:rounded-full after:bg-input after:transition-transform peer-checked:border-primary peer-checked:bg-primary peer-checked:after:translate-x-4 peer-checked:after:bg-primary-foreground peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring"
      />
      <span className="grid gap-0.5">
        <span className="font-medium">{label}</span>
        {help && <span className="text-xs leading-relaxed text-muted-foreground">{help}</span>}
      </span>
    </label>
  )
}
