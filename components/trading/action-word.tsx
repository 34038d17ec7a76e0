import { Badge } from '@/components/ui/badge'
import type { TradeAction } from '@/lib/bots/views'

const looks = {
  OPENED: { mark: '▲', word: 'Opened', tone: 'accent' },
  ADDED: { mark: '●', word: 'Added', tone: 'neutral' },
  REDUCED: { mark: '■', word: 'Reduced', tone: 'neutral' },
  CLOSED: { mark: '▼', word: 'Closed', tone: 'outline' },
} as const

/** What a trade did, with the mark the chart uses for it. */
export function ActionWord({ action }: { action: TradeAction }) {
  const look = looks[action]
  return (
    <Badge tone={look.tone}>
      <span aria-hidden className="text-[0.6rem]">
        {look.mark}
      </span>
      {look.word}
    </Badge>
  )
}
