import { cn } from '@/components/ui/cn'
import type { BacktestUsageView } from '@/lib/backtests/views'
import { countText } from './words'

/** How long the run is against what the plan allows. */
export function RunSize({ candles, usage }: { candles: number | null; usage: BacktestUsageView }) {
  const { candlesPerRun, stored } = usage.limits
  const isTooLong = candles !== null && candles > candlesPerRun
  return (
    <dl className="divide-y divide-border border-y border-border text-sm">
      <div className="flex items-baseline justify-between gap-4 py-1.5">
        <dt className="text-muted-foreground">Candles, at most</dt>
        <dd className={cn('text-right font-medium tabular-nums', isTooLong && 'text-loss')}>
          {candles === null ? '-' : countText(candles)}
          {isTooLong && <span className="block text-xs">too many for {usage.planName}</span>}
        </dd>
      </div>
      <div className="flex items-baseline justify-between gap-4 py-1.5">
        <dt className="text-muted-foreground">{usage.planName} computes</dt>
        <dd className="font-medium tabular-nums">{countText(candlesPerRun)}</dd>
      </div>
      <div className="flex items-baseline justify-between gap-4 py-1.5">
        <dt className="text-muted-foreground">Kept back-tests</dt>
        <dd className="font-medium tabular-nums">
          {usage.stored} of {countText(stored)}
        </dd>
      </div>
    </dl>
  )
}
