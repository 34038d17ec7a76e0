'use client'

import { Bot, FlaskConical, LayoutDashboard, MonitorSmartphone, ShieldCheck } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/ui/cn'

const places = [
  { href: '/dashboard', label: 'Dashboard', icon: LayoutDashboard },
  { href: '/bots', label: 'Bots', icon: Bot },
  { href: '/backtests', label: 'Back-tests', icon: FlaskConical },
  { href: '/settings/sessions', label: 'Sessions', icon: MonitorSmartphone },
] as const satisfies readonly { href: Route; label: string; icon: typeof Bot }[]

const administration = { href: '/admin', label: 'Admin', icon: ShieldCheck } as const

/** The places of the signed-in part: a column in the sidebar, a row at the foot of a phone. */
export function NavLinks({ layout, isAdmin }: { layout: 'column' | 'row'; isAdmin: boolean }) {
  const path = usePathname()
  const shown = isAdmin ? [...places, administration] : places
  return (
    <ul className={layout === 'column' ? 'grid gap-0.5' : 'flex'}>
      {shown.map(({ href, label, icon: Icon }) => {
        const here = path === href || path.startsWith(`${href}/`)
        return (
          <li key={href} className={layout === 'row' ? 'grow basis-0' : undefined}>
            <Link
              href={href}
              aria-current={here ? 'page' : undefined}
              className={cn(
                'flex items-center font-medium text-muted-foreground transition-colors hover:text-foreground',
                layout === 'column' && 'h-9 gap-2.5 rounded-lg px-2.5 text-sm hover:bg-muted',
                layout === 'row' && 'h-14 flex-col justify-center gap-1 text-[0.6875rem] -outline-offset-2',
                here && 'text-foreground',
                here && layout === 'column' && 'bg-muted',
                here && layout === 'row' && 'text-link',
              )}
            >
              <Icon aria-hidden className={cn('size-4', layout === 'row' && 'size-5', here && 'text-link')} />
              {label}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
