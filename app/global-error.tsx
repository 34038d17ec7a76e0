'use client'

import { Failure, digestOf } from '@/components/layout/failure'
import './globals.css'

/** Takes the place of the root layout when that itself fails. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="min-h-dvh">
        <title>Could not load, Tickwright</title>
        <main id="content" className="mx-auto max-w-[80rem] px-6 py-12">
          <Failure code={digestOf(error)} retry={retry} />
        </main>
      </body>
    </html>
  )
}
