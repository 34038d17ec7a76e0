import { cn } from '@/components/ui/cn'
import { formatMoney, shownSign } from './format'

/** Profit or loss: sign, triangle and hidden words beside the colour, so that none of them is needed alone. Zero is neither. */
export function PnlText({
  value,
  unit = 'USDT',
  className,
}: {
  /** Decimal string; null = unknown, shown as a dash and never as zero. */
  value: string | null
  unit?: string | null
  className?: string
}) {
  if (value === null) return <span className={cn('text-muted-foreground', className)}>-</span>
  const sign = shownSign(value)
  const amount = formatMoney(value.replace(/^[+-]/, ''))
  return (
    <span
      data-slot="pnl"
      className={cn(
        'whitespace-nowrap tabular-nums',
        sign > 0 && 'text-profit',
        sign < 0 && 'text-loss',
        sign === 0 && 'text-muted-foreground',
        className,
      )}
    >
      {sign !== 0 && (
        <>
          <span className="sr-only">{sign > 0 ? 'profit of ' : 'loss of '}</span>
          <span aria-hidden className="mr-[0.3em] text-[0.65em]">
            {sign > 0 ? '▲' : '▼'}
          </span>
          <span aria-hidden>{sign > 0 ? '+' : '\u2212'}</span>
        </>
      )}
      {amount}
      {unit !== null && (
        <span className="ml-[0.3em] text-[0.8em] font-normal text-muted-foreground">{unit}</span>
      )}
    </span>
  )
}

/** An amount that is neither profit nor loss. */
export function MoneyText({
  value,
  unit = 'USDT',
  className,
}: {
  value: string | null
  unit?: string | null
  className?: string
}) {
  if (value === null) return <span className={cn('text-muted-foreground', className)}>-</span>
  return (
    <span data-slot="money" className={cn('whitespace-nowrap tabular-nums', className)}>
      {formatMoney(value)}
      {unit !== null && (
        <span className="ml-[0.3em] text-[0.8em] font-normal text-muted-foreground">{unit}</span>
      )}
    </span>
  )
}
