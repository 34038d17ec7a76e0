import { FlaskConical, Landmark, NotebookPen } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import type { Environment } from '@/lib/bots/views'

const looks = {
  paper: { word: 'Paper', classes: 'border-border-strong bg-muted text-foreground', icon: NotebookPen },
  testnet: {
    word: 'Testnet',
    classes: 'border-warning-line bg-warning-soft text-warning',
    icon: FlaskConical,
  },
  live: { word: 'Live', classes: 'border-loss-line bg-loss-soft text-loss', icon: Landmark },
} as const

/** The environment in a word, with an icon and a colour as second and third sign. */
export function EnvironmentChip({
  environment,
  className,
}: {
  environment: Environment
  className?: string
}) {
  const look = looks[environment]
  const Icon = look.icon
  return (
    <span
      data-slot="environment"
      className={cn(
        'inline-flex h-5 w-fit shrink-0 items-center gap-1 rounded-md border px-1.5 text-[0.6875rem] font-semibold tracking-wide uppercase',
        look.classes,
        className,
      )}
    >
      <Icon aria-hidden className="size-3" />
      {look.word}
    </span>
  )
}

/** The environment and the venue as a phrase for sentences and confirmations: "live, real money on Bybit". */
export function environmentPhrase(environment: Environment, exchange: string): string {
  switch (environment) {
    case 'paper':
      return 'paper, play money'
    case 'testnet':
      return `testnet of ${exchange}, play money`
    case 'live':
      return `LIVE, real money on ${exchange}`
  }
}
