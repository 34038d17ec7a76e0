'use client'

import { RotateCw } from 'lucide-react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

/** What failed, what is safe, and one way on; inside the frame of the page. */
export function Failure({ code, retry }: { code: string | undefined; retry: () => void }) {
  return (
    <div className="grid max-w-xl gap-4 py-6">
      <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
        This page could not be loaded
      </h1>
      <Alert tone="warning" title="Trading state is unknown to this page">
        Resting exits on the exchange are untouched. Bots that run go on by themselves as soon as the platform
        can reach its database; nothing you see or do not see here changes an order.
      </Alert>
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={retry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
        {code !== undefined && (
          <p className="text-xs text-muted-foreground">
            Code for support: <span className="font-mono">{code}</span>
          </p>
        )}
      </div>
    </div>
  )
}

/** The code under which the server logged a failure, if it gave one. */
export const digestOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'digest' in error && typeof error.digest === 'string'
    ? error.digest
    : undefined
