'use client'

import { Failure, digestOf } from '@/components/layout/failure'

export default function DashboardError({ error, retry }: { error: unknown; retry: () => void }) {
  return <Failure code={digestOf(error)} retry={retry} />
}
