import type { ReactNode } from 'react'
import { cn } from './cn'

/** What this place is for, why it is empty, and one thing to do. */
export function EmptyState({
  title,
  action,
  icon,
  className,
  children,
}: {
  title: string
  action?: ReactNode
  icon?: ReactNode
  className?: string
  children: ReactNode
}) {
  return (
    <div
      data-slot="empty-state"
      className={cn('grid justify-items-center gap-2 px-6 py-12 text-center', className)}
    >
      {icon && (
        <div
          aria-hidden
          className="mb-1 grid size-11 place-items-center rounded-xl border border-border bg-muted text-muted-foreground [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <p className="font-semibold">{title}</p>
      <div className="max-w-md text-sm leading-relaxed text-muted-foreground">{children}</div>
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
