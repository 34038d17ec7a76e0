import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'

/** Classes of a button, for links and other elements that look like one. */
export const buttonVariants = cva(
  'inline-flex shrink-0 cursor-pointer items-center justify-center gap-2 rounded-lg text-sm font-medium whitespace-nowrap transition-[background-color,border-color,color,box-shadow] duration-150 select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:pointer-events-none [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-primary text-primary-foreground shadow-raised hover:bg-primary-hover',
        secondary: 'border border-border-strong bg-card text-foreground shadow-raised hover:bg-muted',
        ghost: 'text-foreground hover:bg-muted',
        danger: 'bg-loss text-loss-foreground shadow-raised hover:bg-loss-hover',
        'danger-quiet': 'border border-border-strong bg-card text-loss shadow-raised hover:bg-loss-soft',
        link: 'rounded-sm text-link underline-offset-4 hover:underline',
      },
      size: {
        sm: 'h-8 px-3 text-[0.8125rem] pointer-coarse:h-11',
        md: 'h-9 px-4 pointer-coarse:h-11',
        lg: 'h-11 px-5 text-[0.9375rem]',
        icon: 'size-9 pointer-coarse:size-11',
        'icon-sm': 'size-8 pointer-coarse:size-11',
        inline: 'h-auto p-0',
      },
    },
    defaultVariants: { variant: 'primary', size: 'md' },
  },
)

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonVariants> & { asChild?: boolean }

/** A button; with `asChild` its look goes to the only child, for links. It does not submit a form unless told `type="submit"`. */
export function Button({ className, variant, size, asChild = false, type, ...props }: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className)
  if (asChild) return <Slot.Root data-slot="button" className={classes} {...props} />
  return <button data-slot="button" type={type ?? 'button'} className={classes} {...props} />
}
