import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { deliver, type CallRoute } from './deliver'
import { Leadership } from './leader'
import {
  claimMessages,
  deleteOld,
  finishMessages,
  leaderRow,
  openFlows,
  reclaimExpired,
  type ClaimedMessage,
  type Finish,
  type Sql,
} from './store'

export type LoopOptions = {
  readonly sql: Sql
  readonly call: CallRoute
  /** Deliveries under way at once, in all and within one flow. */
  readonly concurrency: number
  readonly flowParallelism: number
  /** Milliseconds between two sweeps; null = somebody else calls the sweep. */
  readonly sweepEveryMs: number | null
  readonly onError: (error: unknown, doing: string) => void
  readonly pollMs?: number
  readonly upkeepMs?: number
  readonly leaderTiming?: { readonly termSec: number; readonly renewMs: number }
  readonly random?: () => number
}

const idlePollMs = 200
const upkeepEveryMs = 1_000
const cleanEveryMs = 600_000
const longestPauseMs = 5_000
const sweepTimeoutSec = 60

/** The dispatcher's own heartbeat: claims due messages while it leads, delivers them, and calls the sweep. */
export class EmbeddedLoop {
  private readonly holder = randomUUID()
  private readonly leadership: Leadership
  private readonly underWay = new Map<bigint, Promise<void>>()
  private finished: Finish[] = []
  private flows: readonly (string | null)[] = []
  private due = { upkeep: 0, clean: 0, sweep: 0 }
  private sweeping = false
  private failures = 0
  private state: 'idle' | 'running' | 'draining' | 'stopped' = 'idle'
  private woken = false
  private endPause: () => void = () => undefined
  private running: Promise<void> = Promise.resolve()

  constructor(private readonly options: LoopOptions) {
    this.leadership = new Leadership(
      leaderRow(options.sql),
      this.holder,
      () => performance.now(),
      options.leaderTiming,
    )
  }

  start(): void {
    if (this.state !== 'idle') return
    this.state = 'running'
    this.running = this.run()
  }

  /** Stops claiming, waits for what is under way at most `withinMs`, hands the lead over. What is left is re-claimed later. */
  async drain(withinMs: number): Promise<void> {
    if (this.state !== 'running') return
    this.state = 'draining'
    this.wakeUp()
    await this.running
    const patience = new AbortController()
    const everything = Promise.allSettled(this.underWay.values())
    await Promise.race([
      everything,
      sleep(withinMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ])
    patience.abort()
    this.state = 'stopped'
    await this.attempt('drain', async () => {
      await this.flush()
      await this.leadership.release()
    })
  }

  /** Stops at once as a killed process would: nothing is finished, released or handed over. */
  abandon(): void {
    this.state = 'stopped'
    this.wakeUp()
  }

  private async run(): Promise<void> {
    while (this.state === 'running') {
      this.woken = false
      await this.attempt('dispatch', () => this.turn())
      if (this.state === 'running') await this.pause()
    }
  }

  /** One turn: record what ended, keep house, claim. */
  private async turn(): Promise<void> {
    await this.flush()
    if (!(await this.leadership.check())) return
    await this.upkeep()
    this.sweepIfDue()
    const room = this.options.concurrency - this.underWay.size
    // Claiming one by one costs a round trip and a commit for each: wait until a quarter of the slots is free.
    if (room === 0 || (this.underWay.size > 0 && room < this.options.concurrency / 4)) return
    const { flows } = this
    if (flows.length === 0) return
    const { sql, flowParallelism } = this.options
    const claimed = await claimMessages(sql, { leaseToken: randomUUID(), room, flows, flowParallelism })
    for (const message of claimed) this.deliver(message)
  }

  private deliver(message: ClaimedMessage): void {
    const work = deliver(message, this.options.call, this.options.random ?? Math.random).then((finish) => {
      if (this.state === 'stopped') return
      this.finished.push(finish)
      this.underWay.delete(message.id)
      // While draining nobody else records, and the process may be ended as soon as its last request is.
      if (this.state === 'draining') void this.attempt('record', () => this.flush())
      else if (this.underWay.size <= this.options.concurrency * 0.75) this.wakeUp()
    })
    this.underWay.set(message.id, work)
  }

  private async flush(): Promise<void> {
    const batch = this.finished
    if (batch.length === 0) return
    this.finished = []
    try {
      await finishMessages(this.options.sql, batch)
    } catch (error) {
      this.finished.push(...batch)
      throw error
    }
  }

  private async upkeep(): Promise<void> {
    const now = performance.now()
    if (now < this.due.upkeep) return
    this.due.upkeep = now + (this.options.upkeepMs ?? upkeepEveryMs)
    await reclaimExpired(this.options.sql)
    this.flows = await openFlows(this.options.sql)
    if (now < this.due.clean) return
    this.due.clean = now + cleanEveryMs
    await deleteOld(this.options.sql)
  }

  private sweepIfDue(): void {
    const { sweepEveryMs, call, onError } = this.options
    if (sweepEveryMs === null || this.sweeping || performance.now() < this.due.sweep) return
    this.sweeping = true
    this.due.sweep = performance.now() + sweepEveryMs
    call('/api/cron/dispatch', '', sweepTimeoutSec)
      .then((answer) => {
        if (answer.status !== 200) throw new Error(`the sweep answered ${answer.status}`)
        this.due.upkeep = 0
        this.wakeUp()
      })
      .catch((error: unknown) => onError(error, 'sweep'))
      .finally(() => {
        this.sweeping = false
      })
  }

  private async attempt(doing: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.failures = 0
    } catch (error) {
      this.failures += 1
      this.options.onError(error, doing)
    }
  }

  private wakeUp(): void {
    this.woken = true
    this.endPause()
  }

  private async pause(): Promise<void> {
    const idle = this.options.pollMs ?? idlePollMs
    const afterFailure = this.failures > 0
    const ms = afterFailure ? Math.min(longestPauseMs, idle * 2 ** this.failures) : idle
    // After a failure only time helps: deliveries that end meanwhile must not turn the pause into a busy loop.
    if (this.woken && !afterFailure) return
    const interrupt = new AbortController()
    this.endPause = () => {
      if (!afterFailure || this.state !== 'running') interrupt.abort()
    }
    await sleep(ms, undefined, { signal: interrupt.signal }).catch(() => undefined)
    this.endPause = () => undefined
  }
}
