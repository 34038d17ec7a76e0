import { parentPort, workerData } from 'node:worker_threads'
import { serveCandidates, type SweepWorkerData } from './serve-candidates'

// The entry of a worker thread: `worker-pool.ts` starts it with the data it needs.
if (parentPort !== null) serveCandidates(parentPort, workerData as SweepWorkerData)
