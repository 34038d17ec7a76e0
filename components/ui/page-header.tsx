import type { ReactNode } from 'react'

/** Title (the page's only `h1`), one line about it, actions at the right. */
export function PageHeader({
  title,
  meta,
  actions,
  above,
}: {
  title: ReactNode
  meta?: ReactNode
  actions?: ReactNode
  above?: ReactNode
}) {
  return (
    <header data-slot="page-header" className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
      <div className="grid min-w-0 grow basis-80 gap-1.5">
        {above}
        {/* Focusable by script: after a change of route, reading starts here. */}
        <h1
          tabIndex={-1}
          className="text-2xl font-semibold tracking-tight break-words text-foreground outline-none"
        >
          {title}
        </h1>
        {meta && <div className="text-sm leading-relaxed text-muted-foreground">{meta}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}
