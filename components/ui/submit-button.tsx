'use client'

import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormStatus } from 'react-dom'
import { Button, type ButtonProps } from './button'

/** Submits its form; while the answer is under way it keeps its width, says what happens and takes no second click. */
export function SubmitButton({
  children,
  pendingLabel,
  disabled,
  ...props
}: Omit<ButtonProps, 'type' | 'asChild'> & { pendingLabel: ReactNode }) {
  const { pending } = useFormStatus()
  return (
    <Button
      {...props}
      type="submit"
      disabled={disabled}
      aria-disabled={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault()
        else props.onClick?.(event)
      }}
    >
      <span className="grid items-center justify-items-center">
        <Layer shown={!pending}>{children}</Layer>
        <Layer shown={pending}>
          <LoaderCircle aria-hidden className="motion-safe:animate-spin" />
          {pendingLabel}
        </Layer>
      </span>
    </Button>
  )
}

/** Both labels share one grid cell, so that the wider one sets the width from the start. */
function Layer({ shown, children }: { shown: boolean; children: ReactNode }) {
  return (
    <span
      aria-hidden={!shown}
      className={`col-start-1 row-start-1 inline-flex items-center gap-2 ${shown ? '' : 'invisible'}`}
    >
      {children}
    </span>
  )
}
