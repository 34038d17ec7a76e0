import Link from 'next/link'
import type { ReactNode } from 'react'
import { Brand } from '@/components/layout/brand'
import { SkipLink } from '@/components/layout/skip-link'
import { Button } from '@/components/ui/button'

export default function MarketingLayout({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh overflow-x-clip">
      <SkipLink />
      <header className="sticky top-0 z-30 border-b border-border bg-background/90 backdrop-blur">
        <div className="mx-auto flex h-16 max-w-[75rem] items-center justify-between gap-4 px-4 sm:px-6">
          <Link href="/" aria-label="Tickwright, start page" className="rounded-lg">
            <Brand />
          </Link>
          <nav aria-label="Main" className="flex items-center gap-1 sm:gap-2">
            <Button asChild variant="ghost" className="max-md:hidden">
              <a href="#how">How it works</a>
            </Button>
            <Button asChild variant="ghost" className="max-md:hidden">
              <a href="#pricing">Pricing</a>
            </Button>
            <Button asChild variant="ghost">
              <Link href="/sign-in">Sign in</Link>
            </Button>
            <Button asChild className="max-sm:hidden">
              <Link href="/register">Start free on paper</Link>
            </Button>
          </nav>
        </div>
      </header>
      {children}
      <footer className="border-t border-border">
        <div className="mx-auto grid max-w-[75rem] gap-4 px-4 py-10 text-sm text-muted-foreground sm:px-6">
          <Brand className="text-foreground" />
          <p className="max-w-2xl leading-relaxed">
            Trading perpetual futures on leverage can lose all of what you put in, and a ladder makes a losing
            position larger before it ends it. Tickwright executes the rules you set; it gives no advice and
            promises no result.
          </p>
          <p className="text-xs">
            Candle charts use Lightweight Charts™ by{' '}
            <a href="https://www.tradingview.com/" rel="noreferrer" className="underline underline-offset-2">
              TradingView
            </a>
            , Copyright © TradingView, Inc.
          </p>
        </div>
      </footer>
    </div>
  )
}
