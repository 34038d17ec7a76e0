'use client'

import { useSyncExternalStore } from 'react'
import { useNow } from '@/components/layout/clock'
import { formatClock, formatInstant, formatRelative, formatShortInstant } from '@/components/trading/format'

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

/**
 * An absolute instant in the reader's own time zone (UTC until the page is interactive). Its offset is in the title, and with `zone`
 * beside it: for a time that stands alone.
 */
export function AbsoluteTime({
  at,
  zone = false,
  className,
}: {
  at: string
  zone?: boolean
  className?: string
}) {
  const title = useZonedInstant(at)
  return (
    <time dateTime={at} title={title} className={className}>
      {title.replace(/ \d{4}, (\d\d:\d\d):\d\d(.*)/, zone ? ' $1$2' : ' $1')}
    </time>
  )
}

/** How far the clock of the absolute times is from UTC at this moment: "UTC+2". Put one on every table with times. */
export function ZoneName() {
  const now = useNow()
  const clock = useZoned((zone) => formatClock(now ?? 0, zone))
  return <span className="whitespace-nowrap">{clock.split(' ')[1]}</span>
}

const FRESH_MS = 20_000

/** When the figures of a page were last confirmed: "as of just now", later the time of day with its offset. */
export function AsOf({ at }: { at: string }) {
  const now = useNow()
  const title = useZonedInstant(at)
  const clock = useZoned((zone) => formatClock(at, zone))
  const age = now === null ? null : now - Date.parse(at)
  return (
    <>
      as of{' '}
      <time dateTime={at} title={title}>
        {age !== null && age < FRESH_MS ? 'just now' : clock}
      </time>
    </>
  )
}

const nothing = () => () => undefined

const useZonedInstant = (at: string): string => useZoned((zone) => formatInstant(at, zone))

/** UTC on the server and in the first client render, the reader's own zone as soon as the page is interactive. */
function useZoned(format: (zone: string | undefined) => string): string {
  return useSyncExternalStore(
    nothing,
    () => format(undefined),
    () => format('UTC'),
  )
}
