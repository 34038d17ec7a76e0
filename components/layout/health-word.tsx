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

async function readHealth(): Promise<Health> {
  try {
    const answer = await fetch('/api/health', { cache: 'no-store' })
    if (!answer.ok) return answer.status === 503 ? 'delayed' : 'down'
    const body: unknown = await answer.json()
    const slow = typeof body === 'object' && body !== null && 'status' in body && body.status !== 'ok'
    return slow ? 'delayed' : 'ok'
  } catch {
    return 'down'
  }
}
