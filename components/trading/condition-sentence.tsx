import { cn } from '@/components/ui/cn'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ConditionView } from '@/lib/bots/views'

/** Why a pair is or is not trading right now, and since when. */
export function ConditionSentence({
  condition,
  className,
}: {
  condition: ConditionView
  className?: string
}) {
  return (
    <p data-slot="condition" className={cn('text-sm leading-relaxed', className)}>
      <span>{condition.sentence}</span>{' '}
      <span className="text-xs whitespace-nowrap text-muted-foreground">
        since <RelativeTime at={condition.since} />
      </span>
    </p>
  )
}
