'use client'

import { useSyncExternalStore } from 'react'

/** Threads a sweep may use at most, whatever the machine has. */
export const MOST_THREADS = 8

/** How many threads this browser should work with: one core is left to the page where there are more than two. */
export const useThreads = (): number =>
  useSyncExternalStore(
    () => () => undefined,
    () => threadsFor(navigator.hardwareConcurrency),
    () => 2,
  )

const threadsFor = (cores: number): number =>
  Math.min(MOST_THREADS, Math.max(1, cores > 2 ? cores - 1 : cores))
