'use client'

import { TriangleAlert } from 'lucide-react'
import { useNow } from '@/components/layout/clock'
import { RelativeTime } from '@/components/ui/relative-time'

const SHORTEST_FRESH_MS = 120_000

/** Of when the prices behind a figure are. Older than two of the bot's ticks they are called stale, with a mark and in words. */
export function PriceAge({ at, intervalSec }: { at: string; intervalSec: number }) {
  const now = useNow()
  const limit = Math.max(SHORTEST_FRESH_MS, 2 * intervalSec * 1000)
  if (now === null || now - Date.parse(at) <= limit) {
    return (
      <>
        prices from <RelativeTime at={at} />
      </>
    )
  }
  return (
    <span data-slot="stale" className="font-medium text-warning">
      <TriangleAlert aria-hidden className="mr-1 inline size-3 align-[-0.125em]" />
      Stale: prices from <RelativeTime at={at} />
    </span>
  )
}
