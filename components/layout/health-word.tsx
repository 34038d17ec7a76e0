'use client'

import { useEffect, useState } from 'react'

type Health = 'checking' | 'ok' | 'delayed' | 'down'

const looks = {
  checking: { word: 'Checking', dot: 'bg-muted-foreground' },
  ok: { word: 'OK', dot: 'bg-profit' },
  delayed: { word: 'Delayed', dot: 'bg-warning' },
  down: { word: 'Down', dot: 'bg-loss' },
} as const

const EVERY_MS = 60_000

/** Whether the platform ticks as it should, in a word. */
export function HealthWord() {
  const [health, setHealth] = useState<Health>('checking')
  useEffect(() => {
    const check = async () => {
      if (document.visibilityState === 'visible') setHealth(await readHealth())
    }
    void check()
    const timer = setInterval(() => void check(), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  const look = looks[health]
  return (
    <span className="inline-flex items-center gap-2 text-xs text-muted-foreground">
      <span aria-hidden className={`size-2 rounded-full ${look.dot}`} />
      <span>
        <span className="max-sm:sr-only">Platform: </span>
        {look.word}
      </span>
    </span>
  )
}

/** A platform that is not well answers 503 with the same body; what gives no such body cannot be reached. */
async function readHealth(): Promise<Health> {
  try {
    const answer = await fetch('/api/health', { cache: 'no-store' })
    const body: unknown = await answer.json()
    const status = typeof body === 'object' && body !== null && 'status' in body ? body.status : null
    return status === 'ok' ? 'ok' : status === 'stale' ? 'delayed' : 'down'
  } catch {
    return 'down'
  }
}
