import type { Route } from 'next'
import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import type { Environment } from '@/lib/bots/views'
import { EnvironmentChip } from './environment-chip'

/** Which environment the figures are of; they are never summed over two. */
export function EnvironmentSwitch({
  current,
  environments,
  hrefOf,
}: {
  current: Environment
  environments: readonly Environment[]
  hrefOf: (environment: Environment) => Route
}) {
  if (environments.length < 2) return <EnvironmentChip environment={current} className="w-fit" />
  return (
    <nav aria-label="Environment" className="flex gap-1">
      {environments.map((environment) => (
        <Link
          key={environment}
          href={hrefOf(environment)}
          aria-current={environment === current ? 'page' : undefined}
          className={cn(
            'rounded-md p-1 pointer-coarse:p-3',
            environment === current ? 'ring-2 ring-primary' : 'hover:bg-muted',
          )}
        >
          <EnvironmentChip environment={environment} />
        </Link>
      ))}
    </nav>
  )
}
