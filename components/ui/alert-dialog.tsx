'use client'

import { AlertDialog as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { Button } from './button'
import { cn } from './cn'

const overlayClasses =
  'fixed inset-0 z-50 bg-scrim backdrop-blur-[2px] data-[state=open]:motion-safe:animate-fade-in'

/** On a phone a sheet at the bottom, above that a centred window. */
const windowClasses =
  'fixed inset-x-0 bottom-0 z-50 grid max-h-[90dvh] w-full gap-4 overflow-y-auto rounded-t-2xl border border-border bg-card p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))] shadow-overlay focus:outline-none data-[state=open]:motion-safe:animate-rise-in sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:max-w-lg sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl sm:p-6'

export const AlertDialog = Radix.Root
export const AlertDialogTrigger = Radix.Trigger

/** Asks before something that matters. Focus starts on `AlertDialogSafe`, Escape is the safe answer, a click beside it does nothing. */
export function AlertDialogContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Overlay className={overlayClasses} />
      <Radix.Content data-slot="alert-dialog" className={cn(windowClasses, className)} {...props} />
    </Radix.Portal>
  )
}

export function AlertDialogTitle({ className, ...props }: ComponentProps<typeof Radix.Title>) {
  return <Radix.Title className={cn('text-lg font-semibold tracking-tight', className)} {...props} />
}

export function AlertDialogDescription({ className, ...props }: ComponentProps<typeof Radix.Description>) {
  return (
    <Radix.Description
      className={cn('text-sm leading-relaxed text-muted-foreground', className)}
      {...props}
    />
  )
}

export function AlertDialogFooter({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      className={cn('flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end', className)}
      {...props}
    />
  )
}

/** The answer that changes nothing, named for its outcome: "Keep running". */
export function AlertDialogSafe({
  children,
  ...props
}: Omit<ComponentProps<typeof Radix.Cancel>, 'asChild'>) {
  return (
    <Radix.Cancel asChild {...props}>
      <Button variant="secondary">{children}</Button>
    </Radix.Cancel>
  )
}
