import { Badge } from '@/components/ui/badge'
import type { BotStatus } from '@/lib/domain/bot-status'

const looks = {
  DRAFT: { word: 'Draft', tone: 'neutral', dot: 'bg-muted-foreground' },
  RUNNING: { word: 'Running', tone: 'profit', dot: 'bg-profit' },
  PAUSED: { word: 'Paused', tone: 'warning', dot: 'bg-warning' },
  EXIT_ONLY: { word: 'Manage-only', tone: 'warning', dot: 'bg-warning' },
  STOPPING: { word: 'Stopping', tone: 'warning', dot: 'bg-warning' },
  STOPPED: { word: 'Stopped', tone: 'neutral', dot: 'bg-muted-foreground' },
  ERROR: { word: 'Needs attention', tone: 'loss', dot: 'bg-loss' },
  DELETED: { word: 'Deleted', tone: 'neutral', dot: 'bg-muted-foreground' },
} as const satisfies Record<BotStatus, { word: string; tone: string; dot: string }>

/** The bot's state in a word. */
export function BotStatusBadge({ status }: { status: BotStatus }) {
  const look = looks[status]
  return (
    <Badge tone={look.tone}>
      <span aria-hidden className={`size-1.5 rounded-full ${look.dot}`} />
      {look.word}
    </Badge>
  )
}

/** What the state means, in one sentence, for titles and help. */
export function botStatusMeaning(status: BotStatus): string {
  switch (status) {
    case 'DRAFT':
      return 'Not started yet.'
    case 'RUNNING':
      return 'Opens and manages deals.'
    case 'PAUSED':
      return 'Opens no new deals; exits go on.'
    case 'EXIT_ONLY':
      return 'Held by the system: exits go on, no new deals.'
    case 'STOPPING':
      return 'Finishing what you asked for at the stop.'
    case 'STOPPED':
      return 'Does nothing. Orders you left on the exchange stay there.'
    case 'ERROR':
      return 'Something needs your decision before it goes on.'
    case 'DELETED':
      return 'Deleted; its trades are kept.'
  }
}
