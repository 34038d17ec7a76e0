import { embeddedDispatcher } from '@/lib/adapters/dispatcher/embedded/dispatcher'
import type { Tenant } from '@/lib/auth/tenant'
import { createBacktest, type CreationServices } from '@/lib/backtests/create-backtest'
import { runStoredBacktest, type RunningServices } from '@/lib/backtests/running/run-stored-backtest'
import { turnsFor } from '@/lib/backtests/running/turns'
import type { Database } from '@/lib/db'
import { presetFor } from '@/lib/domain/strategies/dca/presets'
import { newId } from '@/lib/ids'

/** The instant of back-tests in tests; the simulated market has prices long before it. */
export const backtestNow = Date.UTC(2025, 8, 1, 10)

type Typed = Record<string, unknown>

/** One pair as the form sends it: balanced settings of 1000 on SOL, long, every field a text. */
export const typedPair = (over: Typed = {}, config: Typed = {}): Typed => ({
  ...{ symbol: 'SOL/USDT:USDT', side: 'long', leverage: '3' },
  config: {
    ...Object.fromEntries(
      Object.entries(presetFor('balanced', 1_000)).map(([name, value]) => [name, textOf(value)]),
    ),
    ...config,
  },
  ...over,
})

const textOf = (value: unknown): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** A new back-test as the form sends it: ten days of the simulated market. */
export const backtestForm = (over: Typed = {}): Typed => ({
  name: 'SOL in August',
  requestKey: newId('ord'),
  source: 'simulated',
  seed: 'test',
  timeframe: '1m',
  from: '2025-08-01',
  to: '2025-08-10',
  deposit: '10000',
  intervalSec: '300',
  feeMaker: '0.02',
  feeTaker: '0.055',
  pairs: [typedPair()],
  ...over,
})

/** What creating and running a back-test needs, on the tests' database; errors that a run told are kept. */
export function backtestServices(
  db: Database,
  over: Partial<RunningServices> = {},
): CreationServices & RunningServices & { readonly errors: unknown[] } {
  const errors: unknown[] = []
  return {
    clock: { now: () => backtestNow },
    history: () => null,
    turns: turnsFor(2),
    onError: (error) => errors.push(error),
    errors,
    ...over,
    dispatcher: embeddedDispatcher(db),
  }
}

/** A stored back-test that waits for its turn. */
export async function newBacktest(
  tenant: Tenant,
  services: CreationServices,
  over: Typed = {},
): Promise<string> {
  const created = await createBacktest(tenant, backtestForm(over), services)
  if (!created.ok) throw new Error(JSON.stringify(created.error))
  return created.value
}

/** A stored back-test that has come to its end. */
export async function finishedBacktest(
  tenant: Tenant,
  services: CreationServices & RunningServices,
  over: Typed = {},
): Promise<string> {
  const id = await newBacktest(tenant, services, over)
  const outcome = await runStoredBacktest(services, id)
  if (outcome !== 'done') throw new Error(`the back-test ended as ${outcome}`)
  return id
}
