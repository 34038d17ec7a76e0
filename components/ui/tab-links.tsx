import type { Route } from 'next'
import Link from 'next/link'
import { cn } from './cn'

export type TabLink = {
  readonly label: string
  readonly href: Route
  readonly current: boolean
  readonly count?: number | undefined
}

/** Tabs that live in the address: plain links, so that they work before hydration and can be shared. */
export function TabLinks({
  label,
  tabs,
  className,
}: {
  label: string
  tabs: readonly TabLink[]
  className?: string
}) {
  return (
    <nav
      aria-label={label}
      className={cn('relative overflow-x-auto overflow-y-hidden border-b border-border', className)}
    >
      <ul className="flex min-w-max gap-1 px-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              scroll={false}
              aria-current={tab.current ? 'page' : undefined}
              className={cn(
                'relative flex h-10 items-center gap-1.5 rounded-t-md px-3 text-sm font-medium text-muted-foreground transition-colors -outline-offset-2 hover:text-foreground pointer-coarse:h-11',
                tab.current &&
                  'text-foreground after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full after:bg-primary',
              )}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="rounded bg-muted px-1.5 py-px text-[0.6875rem] tabular-nums">
                  {tab.count}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
