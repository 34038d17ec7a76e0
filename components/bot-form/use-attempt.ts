'use client'

import { useState } from 'react'
import type { ActionState } from '@/lib/action-state'

/**
 * How many answers an action has given. As the key of what a form holds it mounts the inputs anew with what was typed: after an action
 * React resets a form to the values its inputs were mounted with, and selects and radios would silently return to their first choice.
 */
export function useAttempt(state: ActionState): number {
  const [seen, setSeen] = useState({ state, count: state.status === 'idle' ? 0 : 1 })
  if (seen.state === state) return seen.count
  setSeen({ state, count: seen.count + 1 })
  return seen.count + 1
}
