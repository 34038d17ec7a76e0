'use client'

import { Failure, digestOf } from '@/components/layout/failure'

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main id="content" className="mx-auto max-w-[80rem] px-6 py-12">
      <Failure code={digestOf(error)} retry={retry} />
    </main>
  )
}
