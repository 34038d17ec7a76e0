import type { ReactNode } from 'react'

/** One section of the start page: heading, lead sentence, content. */
export function Section({
  id,
  title,
  lead,
  children,
}: {
  id: string
  title: string
  lead: ReactNode
  children: ReactNode
}) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-heading`}
      className="mx-auto max-w-[75rem] px-4 py-12 sm:px-6 sm:py-16"
    >
      <div aria-hidden className="tick-rule mb-8 max-w-60" />
      <h2 id={`${id}-heading`} className="max-w-2xl text-3xl font-semibold tracking-tight sm:text-4xl">
        {title}
      </h2>
      <p className="mt-4 max-w-2xl text-lg leading-relaxed text-muted-foreground">{lead}</p>
      <div className="mt-10">{children}</div>
    </section>
  )
}
