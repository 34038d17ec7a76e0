import type { ComponentProps } from 'react'
import { cn } from './cn'

/** The visible name of a form control; give it `htmlFor`. */
export function Label({ className, ...props }: ComponentProps<'label'>) {
  return (
    <label data-slot="label" className={cn('text-sm font-medium text-foreground', className)} {...props} />
  )
}
