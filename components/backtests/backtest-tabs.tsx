import type { Route } from 'next'
import { TabLinks } from '@/components/ui/tab-links'

const places = [
  { name: 'runs', label: 'Runs', href: '/backtests' },
  { name: 'files', label: 'Candle files', href: '/backtests/files' },
  { name: 'sweep', label: 'Sweep', href: '/backtests/sweep' },
] as const satisfies readonly { name: string; label: string; href: string }[]

/** The places of back-tests: runs, candle files, parameter sweep. */
export function BacktestTabs({
  current,
  counts = {},
}: {
  current: (typeof places)[number]['name']
  counts?: Readonly<Partial<Record<(typeof places)[number]['name'], number>>>
}) {
  return (
    <TabLinks
      label="Back-tests"
      tabs={places.map(({ name, label, href }) => ({
        ...{ label, href: href as Route, current: name === current, count: counts[name] },
      }))}
    />
  )
}
