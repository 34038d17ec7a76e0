import type { ComponentProps } from 'react'
import { cn } from './cn'

/** A grey block of the height of what comes; give it a height. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      data-slot="skeleton"
      aria-hidden
      className={cn('rounded-lg bg-skeleton motion-safe:animate-pulse', className)}
      {...props}
    />
  )
}

/** Announces once that a page is loading; put one beside its skeletons. */
export function LoadingStatus({ children }: { children: string }) {
  return (
    <p role="status" className="sr-only">
      {children}
    </p>
  )
}
