import type { ReactNode } from 'react'
import { Card } from './card'

/** One figure with its name and a line of context. */
export function StatCard({ label, value, note }: { label: ReactNode; value: ReactNode; note?: ReactNode }) {
  return (
    <Card className="grid content-start gap-1 px-4 py-3.5 sm:px-5 sm:py-4">
      <p className="text-[0.8125rem] font-medium text-muted-foreground">{label}</p>
      <p className="text-figure text-base leading-7 sm:text-[1.375rem] sm:leading-8 font-semibold">{value}</p>
      {note && <div className="text-xs leading-relaxed text-muted-foreground">{note}</div>}
    </Card>
  )
}

/** Name and value on one line, for lists of facts. */
export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1.5 text-sm">
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="text-right font-medium tabular-nums">{children}</dd>
    </div>
  )
}
