import Link from 'next/link'
import type { ReactNode } from 'react'
import { Brand } from './brand'

/** A page of its own for one message: not found, failed. */
export function MessagePage({
  title,
  actions,
  code,
  children,
}: {
  title: string
  actions: ReactNode
  code?: string | undefined
  children: ReactNode
}) {
  return (
    <main id="content" className="grid min-h-dvh place-items-center px-6 py-16">
      <div className="grid w-full max-w-md gap-5">
        <Link href="/" aria-label="Tickwright, start page" className="w-fit rounded-lg">
          <Brand />
        </Link>
        <div aria-hidden className="tick-rule" />
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <div className="grid gap-3 leading-relaxed text-muted-foreground">{children}</div>
        <div className="flex flex-wrap gap-2">{actions}</div>
        {code !== undefined && (
          <p className="text-xs text-muted-foreground">
            Code for support: <span className="font-mono">{code}</span>
          </p>
        )}
      </div>
    </main>
  )
}
