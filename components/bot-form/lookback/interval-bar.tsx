import { cn } from '@/components/ui/cn'

/** A share between 0 and 1 as a bar, with its interval as a band behind the end. Decoration: the figures stand beside it in words. */
export function IntervalBar({
  value,
  low,
  high,
  danger,
}: {
  value: number
  low: number
  high: number
  danger: boolean
}) {
  const percent = (share: number) => `${Math.min(100, Math.max(0, 100 * share)).toFixed(2)}%`
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className="h-2 w-full rounded-full bg-muted"
    >
      <rect
        x={percent(low)}
        width={percent(Math.max(high - low, 0.004))}
        height="8"
        className={cn(danger ? 'fill-loss' : 'fill-chart-1', 'opacity-30')}
      />
      <rect width={percent(value)} y="2" height="4" className={danger ? 'fill-loss' : 'fill-chart-1'} />
    </svg>
  )
}
