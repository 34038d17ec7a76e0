import type { ReactNode } from 'react'
import { cn } from './cn'

/** A table's rows as cards, for phones; `note` stands above them once: what holds for all, such as the time zone. */
export function RecordList({
  label,
  note,
  children,
}: {
  label: string
  note?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="md:hidden">
      {note && <p className="px-5 pt-3 text-xs text-muted-foreground">{note}</p>}
      <ul aria-label={label} className="divide-y divide-border">
        {children}
      </ul>
    </div>
  )
}

/** One row: what it is, its most important figure, a sentence about it, and its other values as pairs. */
export function RecordCard({
  title,
  figure,
  sentence,
  children,
}: {
  title: ReactNode
  figure?: ReactNode
  sentence?: ReactNode
  children: ReactNode
}) {
  return (
    <li className="grid gap-1.5 px-5 py-3.5 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 font-medium">{title}</div>
        {figure}
      </div>
      {sentence && <p className="text-xs leading-relaxed text-muted-foreground">{sentence}</p>}
      <dl className="grid grid-cols-2 gap-x-5 text-xs tabular-nums max-[22rem]:grid-cols-1">{children}</dl>
    </li>
  )
}

/** A value with its name. `wide` takes the whole line. */
export function RecordFact({
  label,
  wide = false,
  children,
}: {
  label: ReactNode
  wide?: boolean
  children: ReactNode
}) {
  return (
    <div className={cn('flex justify-between gap-2 py-0.5', wide && 'col-span-full')}>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  )
}
