import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

export type AlertTone = 'info' | 'success' | 'warning' | 'error'

const looks = {
  info: { icon: Info, classes: 'border-primary-line bg-primary-soft', mark: 'text-link' },
  success: { icon: CircleCheck, classes: 'border-profit-line bg-profit-soft', mark: 'text-profit' },
  warning: { icon: TriangleAlert, classes: 'border-warning-line bg-warning-soft', mark: 'text-warning' },
  error: { icon: CircleAlert, classes: 'border-loss-line bg-loss-soft', mark: 'text-loss' },
} as const

/** A message in place. `live` announces it to screen readers: for the outcome of something the user did. */
export function Alert({
  tone = 'info',
  title,
  live = false,
  action,
  className,
  children,
}: {
  tone?: AlertTone
  title?: ReactNode
  live?: boolean
  action?: ReactNode
  className?: string
  children?: ReactNode
}) {
  const look = looks[tone]
  const Icon = look.icon
  return (
    <div
      data-slot="alert"
      role={live ? 'status' : undefined}
      aria-live={live ? 'polite' : undefined}
      className={cn(
        'flex gap-3 rounded-xl border px-4 py-3 text-sm text-foreground',
        look.classes,
        className,
      )}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', look.mark)} />
      <div className="grid min-w-0 grow gap-1 leading-relaxed">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-foreground/90">{children}</div>}
      </div>
      {action && <div className="shrink-0 self-center">{action}</div>}
    </div>
  )
}
