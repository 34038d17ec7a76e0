'use client'

import { setNonce } from 'get-nonce'
import { ThemeProvider as NextThemes } from 'next-themes'
import { useState, type ReactNode } from 'react'

/** Light, dark or as the system says; also hands the page's nonce to the scroll lock of dialogs, which injects a style element. */
export function ThemeProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  useState(() => {
    if (nonce !== undefined) setNonce(nonce)
  })
  return (
    <NextThemes
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      {children}
    </NextThemes>
  )
}
