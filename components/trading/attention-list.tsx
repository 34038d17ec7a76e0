import { CircleCheck, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AttentionView } from '@/lib/bots/views'

/** What the owner should look at; an empty list says so. */
export function AttentionList({ entries }: { entries: readonly AttentionView[] }) {
  if (entries.length === 0) {
    return (
      <p className="flex items-start gap-2.5 px-5 pb-5 text-sm leading-relaxed text-muted-foreground">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-profit" />
        Nothing needs you. Late or failed ticks, held bots and unclear orders would stand here.
      </p>
    )
  }
  return (
    <ul className="divide-y divide-border">
      {entries.map((entry) => (
        <li
          key={`${entry.kind} ${entry.botId ?? ''} ${entry.sentence}`}
          className="flex gap-2.5 px-5 py-2.5 text-sm"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          <p className="leading-relaxed">
            {entry.botId !== null && (
              <Link href={`/bots/${entry.botId}`} className="font-medium hover:text-link hover:underline">
                {entry.botName ?? 'Bot'}
              </Link>
            )}
            {entry.botId !== null && ': '}
            {entry.sentence}
            {entry.since !== null && (
              <span className="text-xs text-muted-foreground">
                {' '}
                since <RelativeTime at={entry.since} />
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
