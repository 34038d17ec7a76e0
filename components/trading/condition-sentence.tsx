import { cn } from '@/components/ui/cn'
import { RelativeTime } from '@/components/ui/relative-time'
import { Term } from '@/components/ui/term'
import type { ConditionView } from '@/lib/bots/views'

const safetyOrder = /safety orders?/i

/** Whether the sentence uses the term a newcomer does not know. */
export const speaksOfSafetyOrders = (condition: ConditionView): boolean =>
  safetyOrder.test(condition.sentence)

/** Why a pair is or is not trading right now, and since when. `explained` makes its "safety order" a term with an explanation. */
export function ConditionSentence({
  condition,
  explained = false,
  className,
}: {
  condition: ConditionView
  explained?: boolean
  className?: string
}) {
  const { sentence } = condition
  const term = explained ? safetyOrder.exec(sentence) : null
  return (
    <p data-slot="condition" className={cn('text-sm leading-relaxed', className)}>
      <span>
        {term === null ? (
          sentence
        ) : (
          <>
            {sentence.slice(0, term.index)}
            <Term name="safety-order">{term[0]}</Term>
            {sentence.slice(term.index + term[0].length)}
          </>
        )}
      </span>{' '}
      <span className="text-xs whitespace-nowrap text-muted-foreground">
        since <RelativeTime at={condition.since} />
      </span>
    </p>
  )
}
