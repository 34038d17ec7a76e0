'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { AsOf } from '@/components/ui/relative-time'
import type { BotCardsAnswer } from '@/lib/bots/views'

const EVERY_MS = 15_000

/**
 * Asks every 15 s, while the tab is visible, whether any bot has changed, and only then renders the page anew. When the answer
 * fails to come the old figures stay, with their age.
 */
export function LiveRefresh({ from }: { from: string }) {
  const router = useRouter()
  const [checkedAt, setCheckedAt] = useState(from)
  const [failed, setFailed] = useState(false)
  const seen = useRef<string | null>(null)
  useEffect(() => {
    const check = async () => {
      if (document.visibilityState !== 'visible') return
      const answer = await readCards()
      setFailed(answer === null)
      if (answer === null) return
      setCheckedAt(answer.at)
      const fingerprint = JSON.stringify(answer.bots)
      if (seen.current !== null && seen.current !== fingerprint) router.refresh()
      seen.current = fingerprint
    }
    const timer = setInterval(() => void check(), EVERY_MS)
    const onVisible = () => void check()
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [router])
  return (
    <span className={failed ? 'text-warning' : undefined}>
      {failed ? 'Could not refresh, figures ' : 'Figures '}
      <AsOf at={checkedAt} />
    </span>
  )
}

async function readCards(): Promise<BotCardsAnswer | null> {
  try {
    const answer = await fetch('/api/app/bots', { cache: 'no-store' })
    // The route is ours and typed by the same view.
    return answer.ok ? ((await answer.json()) as BotCardsAnswer) : null
  } catch {
    return null
  }
}
