'use client'

import { CircleUserRound, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useActionState, useRef } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { idle } from '@/lib/action-state'

const themes = [
  { value: 'system', label: 'As the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

/** Who is signed in, the look of the pages, and the way out. */
export function UserMenu({
  email,
  planName,
  signOut,
}: {
  email: string
  planName: string
  signOut: FormAction
}) {
  const { theme, setTheme } = useTheme()
  const [, submit] = useActionState(signOut, idle)
  const form = useRef<HTMLFormElement>(null)
  return (
    <>
      {/* Outside the menu, and sent from here: whatever stands inside is gone with the menu before the browser would send it. */}
      <form ref={form} action={submit} />
      <DropdownMenu modal={false}>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={`Account menu of ${email}`}>
            <CircleUserRound aria-hidden className="size-5!" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <div className="px-2.5 pt-1.5 pb-2">
            <p className="max-w-60 truncate text-sm font-medium">{email}</p>
            <p className="text-xs text-muted-foreground">{planName} plan</p>
          </div>
          <DropdownMenuSeparator />
          <DropdownMenuLabel>Look</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={theme ?? 'system'} onValueChange={setTheme}>
            {themes.map(({ value, label, icon: Icon }) => (
              <DropdownMenuRadioItem key={value} value={value}>
                <Icon aria-hidden />
                {label}
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => form.current?.requestSubmit()}>
            <LogOut aria-hidden />
            Sign out
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </>
  )
}
