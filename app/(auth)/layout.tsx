import Link from 'next/link'
import type { ReactNode } from 'react'
import { Brand } from '@/components/layout/brand'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr_auto] bg-background">
      <header className="px-5 py-5 sm:px-8">
        <Link href="/" aria-label="Tickwright, start page" className="inline-flex rounded-md">
          <Brand />
        </Link>
      </header>
      <main id="content" className="px-4 pt-4 pb-12 sm:pt-[8vh]">
        {children}
      </main>
      <footer className="px-5 py-5 text-center text-xs leading-relaxed text-muted-foreground sm:px-8">
        Trading on leverage can lose all of what you put in. Paper bots risk nothing.
      </footer>
    </div>
  )
}
