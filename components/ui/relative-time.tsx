'use client'

import { useSyncExternalStore } from 'react'
import { useNow } from '@/components/layout/clock'
import { formatInstant, formatRelative, formatShortInstant } from '@/components/trading/format'

/**
 * An instant as a distance from now, the absolute time in its title. Server and first client render agree: both count from the
 * clock the page was made with. Without a clock above it shows the absolute time in UTC.
 */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow()
  const title = useZonedInstant(at)
  return (
    <time dateTime={at} title={title} className={className}>
      {now === null ? `${formatShortInstant(at)} UTC` : formatRelative(Date.parse(at), now)}
    </time>
  )
}

/** An absolute instant in the reader's own time zone (UTC until the page is interactive), offset shown in the title. */
export function AbsoluteTime({ at, className }: { at: string; className?: string }) {
  const title = useZonedInstant(at)
  return (
    <time dateTime={at} title={title} className={className}>
      {title.replace(/ \d{4}, (\d\d:\d\d):\d\d.*/, ' $1')}
    </time>
  )
}

const nothing = () => () => undefined

function useZonedInstant(at: string): string {
  return useSyncExternalStore(
    nothing,
    () => formatInstant(at),
    () => formatInstant(at, 'UTC'),
  )
}
