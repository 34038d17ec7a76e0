import { cn } from '@/components/ui/cn'

/** A figure whose sign matters, as text already made: sign, triangle and hidden words beside the colour. Zero and "-" are neither. */
export function SignedText({
  value,
  text,
  className,
}: {
  value: number | null
  text: string
  className?: string
}) {
  const sign = value === null || !/[1-9]/.test(text) ? 0 : Math.sign(value)
  const bare = text.replace(/^[+\u2212-](?=\d)/, '')
  return (
    <span
      className={cn(
        'whitespace-nowrap tabular-nums',
        sign > 0 && 'text-profit',
        sign < 0 && 'text-loss',
        className,
      )}
    >
      {sign !== 0 && (
        <>
          <span className="sr-only">{sign > 0 ? 'plus ' : 'minus '}</span>
          <span aria-hidden className="mr-[0.3em] text-[0.65em]">
            {sign > 0 ? '▲' : '▼'}
          </span>
          <span aria-hidden>{sign > 0 ? '+' : '\u2212'}</span>
        </>
      )}
      {bare}
    </span>
  )
}
