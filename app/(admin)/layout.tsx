import Link from 'next/link'
import type { ReactNode } from 'react'
import { signOutAction } from '@/app/(auth)/sign-out/actions'
import { Brand } from '@/components/layout/brand'
import { CommandForm } from '@/components/trading/command-form'
import { buttonVariants } from '@/components/ui/button'
import { requireAdmin } from '@/lib/auth/tenant'

export default async function AdminLayout({ children }: { children: ReactNode }) {
  await requireAdmin()
  return (
    <div className="min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10 focus:rounded-md focus:bg-card focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <header className="border-b border-border bg-card">
        <div className="mx-auto flex max-w-[80rem] flex-wrap items-center justify-between gap-3 px-4 py-3 sm:px-6">
          <Link href="/dashboard" className="rounded-md">
            <Brand />
          </Link>
          <nav aria-label="Account" className="flex items-center gap-2">
            <Link href="/dashboard" className={buttonVariants({ variant: 'ghost', size: 'sm' })}>
              Dashboard
            </Link>
            <CommandForm
              action={signOutAction}
              fields={{}}
              pendingLabel="Signing out..."
              variant="ghost"
              size="sm"
            >
              Sign out
            </CommandForm>
          </nav>
        </div>
      </header>
      <main id="content" className="mx-auto max-w-[80rem] px-4 py-6 sm:px-6">
        {children}
      </main>
    </div>
  )
}
