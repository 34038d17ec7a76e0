import { MoveDownRight, MoveUpRight } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import type { Side } from '@/lib/domain/perpetuals/instrument'

/** Long or short as a word with an arrow; not coloured, since a side is neither profit nor loss. */
export function SideWord({ side, className }: { side: Side; className?: string }) {
  const Icon = side === 'long' ? MoveUpRight : MoveDownRight
  return (
    <span className={cn('inline-flex items-center gap-1 whitespace-nowrap', className)}>
      <Icon aria-hidden className="size-3.5 text-muted-foreground" />
      {side === 'long' ? 'Long' : 'Short'}
    </span>
  )
}
