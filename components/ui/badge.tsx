import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn'

const badgeVariants = cva(
  'inline-flex w-fit shrink-0 items-center gap-1.5 rounded-md border px-2 py-0.5 text-xs leading-4 font-medium whitespace-nowrap [&_svg]:size-3',
  {
    variants: {
      tone: {
        neutral: 'border-border bg-muted text-muted-foreground',
        accent: 'border-primary-line bg-primary-soft text-link',
        profit: 'border-profit-line bg-profit-soft text-profit',
        loss: 'border-loss-line bg-loss-soft text-loss',
        warning: 'border-warning-line bg-warning-soft text-warning',
        outline: 'border-border-strong text-foreground',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
)

/** A short word about a thing: a state, a side, a kind. */
export function Badge({
  className,
  tone,
  ...props
}: ComponentProps<'span'> & VariantProps<typeof badgeVariants>) {
  return <span data-slot="badge" className={cn(badgeVariants({ tone }), className)} {...props} />
}
