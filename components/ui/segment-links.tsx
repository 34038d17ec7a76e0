import Link from 'next/link'
import { cn } from './cn'
import type { TabLink } from './tab-links'

/** A small choice that lives in the address: range, pair. */
export function SegmentLinks({ label, segments }: { label: string; segments: readonly TabLink[] }) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-0.5 rounded-lg bg-muted p-0.5">
        {segments.map((segment) => (
          <li key={segment.label}>
            <Link
              href={segment.href}
              scroll={false}
              aria-current={segment.current ? 'true' : undefined}
              className={cn(
                'flex h-7 items-center rounded-md px-2.5 text-xs font-medium text-muted-foreground transition-colors hover:text-foreground pointer-coarse:h-11',
                segment.current && 'bg-card text-foreground shadow-raised',
              )}
            >
              {segment.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
