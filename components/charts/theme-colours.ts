'use client'

import { useSyncExternalStore } from 'react'

/** Changes whenever the page's theme class does: charts draw on canvas and must be told. */
export function useThemeKey(): string {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.className,
    () => '',
  )
}

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
  return () => observer.disconnect()
}

const names = [
  'card',
  'foreground',
  'muted-foreground',
  'border',
  'profit',
  'loss',
  'warning',
  'primary',
  'chart-1',
  'chart-2',
  'chart-3',
  'chart-grid',
] as const

export type ThemeColours = Readonly<Record<(typeof names)[number], string>>

/** The theme's colours as the style sheet defines them now. */
export function readThemeColours(): ThemeColours {
  const style = getComputedStyle(document.documentElement)
  const entries = names.map((name) => [name, style.getPropertyValue(`--${name}`).trim() || '#64748b'])
  return Object.fromEntries(entries) as ThemeColours
}
