import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { serveCandidates, type SweepWorkerData } from '@/lib/backtests/sweep/serve-candidates'

/** How a worker ends when it comes to a candidate: by an exception, by leaving, or out of memory. */
export type Deadly = Readonly<Record<number, 'throw' | 'exit' | 'memory' | 'once'>>

// A worker of a sweep that dies of certain candidates, by their number in the grid. `died` is memory that outlives it.
const { deadly, died } = workerData as { readonly deadly: Deadly; readonly died: Int32Array }

function meet(id: number): void {
  const how = deadly[id]
  if (how === 'throw') throw new Error(`candidate ${id} is deadly`)
  if (how === 'exit') process.exit(3)
  if (how === 'once' && Atomics.add(died, 0, 1) === 0) process.exit(4)
  if (how !== 'memory') return
  const hoard: unknown[] = []
  for (;;) hoard.push(new Array(100_000).fill({}))
}

if (!isMainThread && parentPort !== null) {
  serveCandidates(parentPort, workerData as SweepWorkerData, ({ id }) => meet(id))
}
