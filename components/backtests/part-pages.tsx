import type { Route } from 'next'
import Link from 'next/link'
import { Button } from '@/components/ui/button'

/** Turns the numbered pages of a long table. `page` counts from 0. */
export function PartPages({
  page,
  pages,
  hrefOf,
}: {
  page: number
  pages: number
  hrefOf: (page: number) => Route
}) {
  if (pages <= 1) return null
  return (
    <nav
      aria-label="Pages of this list"
      className="flex items-center justify-between gap-2 border-t border-border px-5 py-3"
    >
      {page === 0 ? (
        <span />
      ) : (
        <Button asChild variant="secondary" size="sm">
          <Link href={hrefOf(page - 1)} scroll={false}>
            ← Earlier
          </Link>
        </Button>
      )}
      <p className="text-xs text-muted-foreground tabular-nums">
        Page {page + 1} of {pages}
      </p>
      {page === pages - 1 ? (
        <span />
      ) : (
        <Button asChild variant="secondary" size="sm">
          <Link href={hrefOf(page + 1)} scroll={false}>
            Later →
          </Link>
        </Button>
      )}
    </nav>
  )
}
