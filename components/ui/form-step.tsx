import type { ReactNode } from 'react'
import { Card } from './card'
import { cn } from './cn'

/** One numbered part of a long form. */
export function FormStep({
  number,
  title,
  className,
  children,
}: {
  number: number
  title: string
  className?: string
  children: ReactNode
}) {
  const id = `step-${number}`
  return (
    <Card aria-labelledby={id} className={cn('grid grid-cols-1 content-start gap-5 p-5 sm:p-6', className)}>
      <h2 id={id} className="flex items-center gap-3 text-base font-semibold tracking-tight">
        <span
          aria-hidden
          className="grid size-6 place-items-center rounded-md bg-primary-soft text-xs font-semibold text-link tabular-nums"
        >
          {number}
        </span>
        {title}
      </h2>
      {children}
    </Card>
  )
}
