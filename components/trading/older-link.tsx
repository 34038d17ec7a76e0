import type { Route } from 'next'
import Link from 'next/link'
import { Button } from '@/components/ui/button'

/** Turns the pages of a list: back to the newest entries, on to older ones. */
export function OlderLinks({ newest, older }: { newest: Route | null; older: Route | null }) {
  if (newest === null && older === null) return null
  return (
    <nav
      aria-label="Pages of this list"
      className="flex justify-between gap-2 border-t border-border px-5 py-3"
    >
      {newest === null ? (
        <span />
      ) : (
        <Button asChild variant="ghost" size="sm">
          <Link href={newest} scroll={false}>
            ← Newest
          </Link>
        </Button>
      )}
      {older !== null && (
        <Button asChild variant="secondary" size="sm">
          <Link href={older} scroll={false}>
            Older →
          </Link>
        </Button>
      )}
    </nav>
  )
}
