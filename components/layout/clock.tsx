'use client'

import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'

const Clock = createContext<number | null>(null)

/** Counts on from the server's time once a second, so that ages and countdowns do not depend on the visitor's clock. */
export function ClockProvider({ serverNow, children }: { serverNow: number; children: ReactNode }) {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const offset = serverNow - Date.now()
    const timer = setInterval(() => setNow(Date.now() + offset), 1000)
    return () => clearInterval(timer)
  }, [serverNow])
  return <Clock.Provider value={now}>{children}</Clock.Provider>
}

/** Server time in milliseconds; null outside a provider. */
export const useNow = (): number | null => useContext(Clock)
