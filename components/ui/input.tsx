import type { ComponentProps } from 'react'
import { cn } from './cn'

export const controlClasses =
  'h-10 w-full min-w-0 rounded-lg border border-input bg-card px-3 text-base text-foreground shadow-inset transition-[border-color,box-shadow] placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:bg-muted disabled:opacity-70 aria-invalid:border-loss md:text-sm pointer-coarse:h-11'

/** A text input. Numbers are text inputs too, with `inputMode="decimal"`. */
export function Input({ className, type = 'text', ...props }: ComponentProps<'input'>) {
  return <input data-slot="input" type={type} className={cn(controlClasses, className)} {...props} />
}
