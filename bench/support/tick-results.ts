import { figure, percentile, type Report, type Result } from './report'
import type { CpuTime } from './process-cpu'
import type { StatementFigures } from './statements'
import type { Round } from './tick-rounds'

/** The figures of all rounds taken together; rates and times of the rounds' own sums, not of their averages. */
export function tickResults(
  rounds: readonly Round[],
  statements: readonly StatementFigures[],
  bots: number,
): Result[] {
  const ticks = rounds.flatMap((round) => round.ticks)
  const total = (read: (round: Round) => number) => rounds.reduce((sum, round) => sum + read(round), 0)
  const durations = ticks.map(({ durationMs }) => durationMs)
  const lateness = ticks.map(({ latenessMs }) => latenessMs)
  const each = (seconds: number) => figure((seconds * 1000) / Math.max(1, ticks.length), 2)
  const cpu = (read: (round: Round) => CpuTime) => ({
    user: total((round) => read(round).user),
    system: total((round) => read(round).system),
  })
  const node = cpu((round) => round.node)
  const postgres = cpu((round) => round.postgres)
  const span = total(({ spanSec }) => spanSec)
  const calls = statements.reduce((sum, statement) => sum + statement.calls, 0)
  return [
    { name: 'ticks per second', value: figure(ticks.length / total(({ wallSec }) => wallSec)), unit: '1/s' },
    ...rounds.map((round, index) => ({
      name: `ticks per second, round ${index + 1}`,
      value: figure(round.ticks.length / round.wallSec),
      unit: `1/s at load ${round.load.toFixed(1)}`,
    })),
    { name: 'tick duration p50', value: figure(percentile(durations, 0.5)), unit: 'ms' },
    { name: 'tick duration p99', value: figure(percentile(durations, 0.99)), unit: 'ms' },
    { name: 'lateness p50', value: figure(percentile(lateness, 0.5), 0), unit: 'ms' },
    { name: 'lateness p99', value: figure(percentile(lateness, 0.99), 0), unit: 'ms' },
    { name: 'statements per tick', value: figure(calls / Math.max(1, ticks.length), 2), unit: '' },
    { name: 'CPU of node per tick, user', value: each(node.user), unit: 'ms' },
    { name: 'CPU of node per tick, system', value: each(node.system), unit: 'ms' },
    { name: 'CPU of PostgreSQL per tick, user', value: each(postgres.user), unit: 'ms' },
    { name: 'CPU of PostgreSQL per tick, system', value: each(postgres.system), unit: 'ms' },
    { name: 'cores used by node', value: figure((node.user + node.system) / span, 2), unit: 'cores' },
    {
      name: 'cores used by PostgreSQL',
      value: figure((postgres.user + postgres.system) / span, 2),
      unit: 'cores',
    },
    { name: 'done ticks', value: ticks.filter(({ outcome }) => outcome === 'DONE').length, unit: 'ticks' },
    { name: 'failed ticks', value: ticks.filter(({ outcome }) => outcome !== 'DONE').length, unit: 'ticks' },
    { name: 'missing ticks', value: bots * rounds.length - ticks.length, unit: 'ticks' },
    {
      name: 'ticks delivered again',
      value: ticks.filter(({ attempts }) => attempts > 1).length,
      unit: 'ticks',
    },
    ...reasons(rounds),
  ]
}

/** How many pairs ended their ticks with which reason. */
function reasons(rounds: readonly Round[]): Result[] {
  const counts = new Map<string, number>()
  for (const reason of rounds.flatMap((round) => round.ticks).flatMap((tick) => tick.reasons)) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, value]) => ({ name: `pairs: ${reason}`, value, unit: 'pairs' }))
}

/** The report as lines for people. */
export function printedTicks(
  { machine, commit, results }: Report,
  statements: readonly StatementFigures[],
): string {
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`)
  return [
    `Commit ${commit}; ${facts.join(', ')}`,
    ...results.map(({ name, value, unit }) => `${name.padEnd(36)}${String(value).padStart(10)} ${unit}`),
    ...(statements.length === 0 ? [] : ['', '     calls   plan ms   exec ms  statement (times per call)']),
    ...statements.slice(0, 20).map(({ query, calls, planMs, execMs }) => {
      const times = [planMs / calls, execMs / calls].map((ms) => ms.toFixed(3).padStart(9))
      return `${String(calls).padStart(10)} ${times.join(' ')}  ${query.slice(0, 110)}`
    }),
  ].join('\n')
}
