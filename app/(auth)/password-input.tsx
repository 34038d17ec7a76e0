'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { ControlProps } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

/** A password one may look at while typing. Password managers and pasting work as in any other input. */
export function PasswordInput({
  control,
  autoComplete,
}: {
  control: ControlProps
  autoComplete: 'current-password' | 'new-password'
}) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <div className="relative">
      <Input
        {...control}
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={512}
        className="pr-12"
      />
      <button
        type="button"
        aria-label={shown ? 'Hide password' : 'Show password'}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 grid w-11 cursor-pointer place-items-center rounded-r-lg text-muted-foreground hover:text-foreground"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </div>
  )
}
