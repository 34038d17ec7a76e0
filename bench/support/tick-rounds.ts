import { loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'
import { botPhase } from '@/lib/dispatch/bot-phase'
import { nextGridPoint } from '@/lib/domain/schedule'
import { cpuBetween, cpuOfTree, type CpuTime } from './process-cpu'

export type Round = {
  readonly load: number
  /** From the first message in the queue to the end of the last tick, in seconds. */
  readonly wallSec: number
  /** From the first message in the queue until this round was seen to be over, in seconds: what the CPU times belong to. */
  readonly spanSec: number
  readonly node: CpuTime
  readonly postgres: CpuTime
  readonly ticks: readonly TickFigures[]
}

export type TickFigures = {
  readonly outcome: string
  /** The codes of its pairs' reasons. */
  readonly reasons: readonly string[]
  /** From the won lease to the writing of the end, in milliseconds. */
  readonly durationMs: number
  /** From the scheduled instant to the won lease, in milliseconds. */
  readonly latenessMs: number
  readonly attempts: number
}

export type RoundOptions = {
  readonly client: Client
  readonly intervalSec: number
  readonly nodePid: number
  readonly postgresPid: number
}

/** Gives every bot its next scheduled instant from now on; answers the instant (epoch seconds) before which none is due. */
export async function scheduleFleet(client: Client, intervalSec: number): Promise<number> {
  const from = Date.now() / 1000 + 2
  const { rows } = await client.query<{ id: string }>('SELECT id FROM bots AS bench_bots')
  const instants = rows.map(({ id }) => nextGridPoint(from, intervalSec, botPhase(id, intervalSec)))
  await client.query(
    `UPDATE bots b SET next_run_at = to_timestamp(bench_due.at)
     FROM unnest($1::text[], $2::float8[]) AS bench_due(id, at) WHERE b.id = bench_due.id`,
    [rows.map(({ id }) => id), instants],
  )
  return Math.min(...instants)
}

/** Waits until each bot has ended its tick of the interval that begins at `firstKey`, and reads what was recorded of it. */
export async function measureRound(options: RoundOptions, bots: number, firstKey: number): Promise<Round> {
  const { client, intervalSec, nodePid, postgresPid } = options
  const keys = [firstKey, firstKey + intervalSec - 1] as const
  await delay(Math.max(0, firstKey * 1000 - 200 - Date.now()))
  const load = loadavg()[0] ?? 0
  const before = [await cpuOfTree(nodePid), await cpuOfTree(postgresPid)] as const
  await untilTicked(client, bots, keys, (firstKey + 2 * intervalSec) * 1000)
  const seenOverAt = Date.now()
  const after = [await cpuOfTree(nodePid), await cpuOfTree(postgresPid)] as const
  const { rows } = await client.query<TickFigures>(figuresSql, [...keys])
  const { rows: spans } = await client.query<{ from: number; to: number }>(spanSql, [...keys])
  const { from = 0, to = 0 } = spans[0] ?? {}
  return {
    load,
    wallSec: (to - from) / 1000,
    spanSec: (seenOverAt - from) / 1000,
    node: cpuBetween(before[0], after[0]),
    postgres: cpuBetween(before[1], after[1]),
    ticks: rows,
  }
}

async function untilTicked(
  client: Client,
  bots: number,
  keys: readonly [number, number],
  until: number,
): Promise<void> {
  while (Date.now() < until) {
    const { rows } = await client.query<{ bench_done: number }>(
      `SELECT count(*)::int AS bench_done FROM ticks WHERE key BETWEEN $1 AND $2 AND outcome = 'DONE'`,
      [...keys],
    )
    if (rows[0]?.bench_done === bots) return
    await delay(100)
  }
}

const figuresSql = `
  SELECT t.outcome, ARRAY(SELECT s->>'reason' FROM jsonb_array_elements(t.summary) s) AS reasons,
    (extract(epoch FROM t.ended_at - t.started_at) * 1000)::float8 AS "durationMs",
    ((extract(epoch FROM t.started_at) - t.key) * 1000)::float8 AS "latenessMs", coalesce(m.attempts, 0) AS attempts
  FROM ticks t LEFT JOIN dispatch_messages m ON m.dedup_id = 'tick_' || t.bot_id || '_' || t.key
  WHERE t.key BETWEEN $1 AND $2 /* bench_figures */`

// A message may carry several bots: it belongs to the round in which it was written.
const spanSql = `
  SELECT (SELECT (extract(epoch FROM min(m.created_at)) * 1000)::float8 FROM dispatch_messages m
      WHERE m.route = '/api/jobs/tick' AND m.created_at >= to_timestamp($1)) AS from,
    (extract(epoch FROM max(t.ended_at)) * 1000)::float8 AS to
  FROM ticks t WHERE t.key BETWEEN $1 AND $2 /* bench_span */`
