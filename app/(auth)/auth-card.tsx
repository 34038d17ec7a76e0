import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'

/** The one card of a sign-in or registration page, with the page's heading. */
export function AuthCard({
  title,
  lead,
  children,
  foot,
}: {
  title: string
  lead: ReactNode
  children: ReactNode
  foot?: ReactNode
}) {
  return (
    <div className="mx-auto grid w-full max-w-[26rem] gap-4">
      <Card className="grid gap-5 px-6 py-7 sm:px-8">
        <div className="grid gap-1.5">
          <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight outline-none">
            {title}
          </h1>
          <p className="text-sm leading-relaxed text-muted-foreground">{lead}</p>
        </div>
        {children}
      </Card>
      {foot && <p className="text-center text-sm text-muted-foreground">{foot}</p>}
    </div>
  )
}
