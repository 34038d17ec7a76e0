import type { Route } from 'next'
import { pairsWith } from '@/lib/domain/sweep/candidates'
import type { SweepRow } from '@/lib/domain/sweep/sweep-result'
import type { ReplayConfig } from '@/lib/replay/config'
import type { ReadySweep } from './draft'

/** The configuration of a whole run with a candidate's settings in place of the base's. */
export const configOf = ({ config, plan }: ReadySweep, row: SweepRow): ReplayConfig => ({
  ...config,
  pairs: pairsWith(config.pairs, plan.axes, { id: row.id, values: row.values }),
})

/** The form of a back-test, filled with this configuration. */
export const backtestHref = (config: ReplayConfig): Route => `/backtests/new?${queryOf(config)}` as Route

/** The form of a bot, filled with the pairs of this configuration. */
export const botHref = (config: ReplayConfig): Route => `/bots/new?${queryOf(config)}` as Route

const queryOf = (config: ReplayConfig): string =>
  new URLSearchParams({ config: JSON.stringify(config) }).toString()
