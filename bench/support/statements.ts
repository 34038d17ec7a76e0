import type { Client } from 'pg'

export type StatementFigures = {
  readonly query: string
  readonly calls: number
  readonly planMs: number
  readonly execMs: number
}

/** Server settings under which PostgreSQL counts statements. */
export const countingSettings = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
  compute_query_id: 'on',
}

export async function startCounting(client: Client): Promise<void> {
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  await client.query('SELECT pg_stat_statements_reset() AS bench_reset')
}

/** Statements since the counting began, costliest first, without those of the benchmark (which name something bench_). */
export async function countedStatements(client: Client): Promise<StatementFigures[]> {
  const { rows } = await client.query<StatementFigures>(`
    SELECT regexp_replace(query, '\\s+', ' ', 'g') AS query, calls::float8 AS calls,
      total_plan_time AS "planMs", total_exec_time AS "execMs"
    FROM pg_stat_statements AS bench_counted
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%bench\\_%'
    ORDER BY total_plan_time + total_exec_time DESC`)
  return rows
}
