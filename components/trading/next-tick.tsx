'use client'

import { useNow } from '@/components/layout/clock'
import { RelativeTime } from '@/components/ui/relative-time'

const PATIENCE_MS = 30_000

/** When a bot looks again: a countdown, then "due now", and after half a minute since when it is due. */
export function NextTick({ at }: { at: string | null }) {
  const now = useNow()
  if (at === null) return 'not planned'
  const late = now === null ? 0 : now - Date.parse(at)
  if (now === null || late < 0) return <RelativeTime at={at} />
  if (late < PATIENCE_MS) return <time dateTime={at}>due now</time>
  return (
    <span className="text-warning">
      due <RelativeTime at={at} />
    </span>
  )
}
