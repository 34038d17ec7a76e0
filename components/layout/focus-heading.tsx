'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { focusHeadingOf } from './focus-heading-of'

/** After a change of route, reading starts at the new page's heading; the first page keeps the browser's own start. */
export function FocusHeading() {
  const path = usePathname()
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    return focusHeadingOf(document.body)
  }, [path])
  return null
}
