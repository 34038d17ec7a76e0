'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import type { LookbackProps } from './lookback/lookback'

// Engine, strategies and panels stay out of the first download.
const Lookback = dynamic(() => import('./lookback/lookback'), {
  ssr: false,
  loading: () => <Skeleton className="h-[40rem]" />,
})

/** Opens the look into the past once the page has come to rest, or on request. */
export function LookbackGate(props: LookbackProps) {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    // Without threads it would not work; the button then says so when asked.
    if (typeof Worker === 'undefined') return
    const open = () => setOpen(true)
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(open, 1_000)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(open, { timeout: 2_000 })
    return () => cancelIdleCallback(idle)
  }, [])
  if (isOpen) return <Lookback {...props} />
  return (
    <div className="grid min-h-[40rem] content-start justify-items-start gap-3 text-sm text-muted-foreground">
      <p>
        The settings are run through the past of their market in your browser: what would have happened, and
        what they risk.
      </p>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        Run them
      </Button>
      <noscript>This needs scripts. Without them a bot can be kept as a draft, or started unread.</noscript>
    </div>
  )
}
