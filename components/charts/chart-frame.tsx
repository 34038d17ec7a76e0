'use client'

import { useState, type ReactNode } from 'react'

/** A chart with its summary in one sentence and, on request, its points as a table; the table is only built when asked for. */
export function ChartFrame({
  summary,
  summaryId,
  legend,
  table,
  children,
}: {
  summary: string
  summaryId: string
  legend?: ReactNode
  table: ReactNode
  children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  return (
    <figure data-slot="chart" className="grid min-w-0 grid-cols-1 gap-3">
      {legend}
      {children}
      <figcaption className="grid grid-cols-1 gap-2 text-xs leading-relaxed text-muted-foreground">
        <p id={summaryId}>{summary}</p>
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary className="w-fit rounded-sm py-1 font-medium text-link">Show as table</summary>
          {open && (
            <div className="mt-2 max-h-80 overflow-y-auto rounded-lg border border-border">{table}</div>
          )}
        </details>
      </figcaption>
    </figure>
  )
}

/** One entry of a legend: the line as it is drawn, and its name. */
export function LegendKey({ line, children }: { line: 'solid' | 'dashed' | 'dotted'; children: ReactNode }) {
  const dash = { solid: undefined, dashed: '5 3', dotted: '2 3' }[line]
  return (
    <span className="inline-flex items-center gap-2">
      <svg aria-hidden viewBox="0 0 24 6" className="h-1.5 w-6 text-chart-1">
        <path d="M0 3h24" stroke="currentColor" strokeWidth="2" strokeDasharray={dash} />
      </svg>
      {children}
    </span>
  )
}
