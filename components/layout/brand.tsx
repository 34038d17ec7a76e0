import { cn } from '@/components/ui/cn'

/** The mark: the scale of a ruler whose longest tick makes it a T. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn('size-7 shrink-0', className)}>
      <rect width="32" height="32" rx="8.5" className="fill-primary" />
      <g className="stroke-primary-foreground" strokeWidth="2.4" strokeLinecap="round" fill="none">
        <path d="M7 9.6h18" />
        <path d="M16 9.6v13.6" />
        <path d="M7.2 9.6v3.4M11.6 9.6v5.6M20.4 9.6v5.6M24.8 9.6v3.4" opacity="0.75" />
      </g>
    </svg>
  )
}

/** Mark and name. */
export function Brand({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5 font-semibold tracking-tight', className)}>
      <BrandMark />
      <span className="text-[1.0625rem]">Tickwright</span>
    </span>
  )
}
