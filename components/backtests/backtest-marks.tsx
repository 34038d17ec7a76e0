import { FlaskConical } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import type { BacktestView } from '@/lib/backtests/views'

/** Says of whatever it stands on that it was computed from past prices and never happened. */
export function BacktestChip() {
  return (
    <Badge tone="outline" className="border-dashed">
      <FlaskConical aria-hidden />
      Back-test
    </Badge>
  )
}

const words = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const

const tones = {
  queued: 'accent',
  running: 'accent',
  done: 'neutral',
  failed: 'loss',
  cancelled: 'neutral',
} as const

/** The state of a run in a word. */
export function BacktestStatusBadge({ status }: { status: BacktestView['status'] }) {
  return <Badge tone={tones[status]}>{words[status]}</Badge>
}
