import Link from 'next/link'
import type { ReactNode } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { Brand, BrandMark } from './brand'
import { FocusHeading } from './focus-heading'
import { HealthWord } from './health-word'
import { NavLinks } from './nav-links'
import { SkipLink } from './skip-link'
import { UserMenu } from './user-menu'

/** Frame of the signed-in pages: sidebar, top bar, on a phone a bar at the foot, and room for one banner. */
export function AppShell({
  email,
  planName,
  isAdmin,
  signOut,
  banner,
  children,
}: {
  email: string
  planName: string
  isAdmin: boolean
  signOut: FormAction
  banner?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <SkipLink />
      <aside className="sticky top-0 hidden h-dvh flex-col border-r border-border bg-card px-3 py-4 lg:flex">
        <Link
          href="/dashboard"
          aria-label="Tickwright, dashboard"
          className="mb-5 w-fit rounded-lg px-2 py-1"
        >
          <Brand />
        </Link>
        <nav aria-label="Main" className="grow">
          <NavLinks layout="column" isAdmin={isAdmin} />
        </nav>
        <div aria-hidden className="tick-rule mb-3 opacity-70" />
        <p className="px-2.5 text-xs leading-relaxed text-muted-foreground">
          {planName} plan. Every decision has its reason in the bot&rsquo;s log.
        </p>
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-14 items-center justify-between gap-3 border-b border-border bg-background/90 px-4 backdrop-blur sm:px-6">
          <Link href="/dashboard" aria-label="Tickwright, dashboard" className="rounded-lg lg:invisible">
            <BrandMark />
          </Link>
          <div className="flex items-center gap-3">
            <HealthWord />
            <UserMenu email={email} planName={planName} signOut={signOut} />
          </div>
        </header>
        {banner}
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto grid w-full max-w-[80rem] grid-cols-1 grow content-start gap-6 px-4 pt-6 pb-24 outline-none sm:px-6 lg:pb-12"
        >
          <FocusHeading />
          {children}
        </main>
      </div>
      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-30 border-t border-border bg-card pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        <NavLinks layout="row" isAdmin={isAdmin} />
      </nav>
    </div>
  )
}
