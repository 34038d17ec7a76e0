import {
  applySweepSchedules,
  sweepPeriods,
  type SweepPeriod,
} from '@/lib/adapters/dispatcher/qstash/schedules'
import { env } from '@/lib/env'

const usage = `Usage: npm run qstash:schedules -- [--every 30s|1m|5m] [--json]
Creates the QStash schedules that call the sweep of APP_ORIGIN, or brings them up to date. Running it again changes nothing.
Reads APP_ORIGIN, QSTASH_TOKEN and QSTASH_URL from the environment. Default: every minute.`

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(usage)
    return
  }
  const period = args.includes('--every') ? args[args.indexOf('--every') + 1] : '1m'
  if (!isPeriod(period)) throw new Error(`--every must be one of ${Object.keys(sweepPeriods).join(', ')}.`)
  const { dispatch, appOrigin } = env()
  if (dispatch.kind !== 'qstash')
    throw new Error('Dispatching is embedded here: there is nothing to schedule.')
  const schedules = await applySweepSchedules({ ...dispatch, origin: appOrigin }, period)
  if (args.includes('--json')) console.log(JSON.stringify({ period, schedules }))
  else console.log(`QStash calls ${appOrigin}/api/cron/dispatch every ${period}: ${schedules.join(', ')}.`)
}

const isPeriod = (text: string | undefined): text is SweepPeriod =>
  text !== undefined && Object.hasOwn(sweepPeriods, text)

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'The schedules could not be set.')
  process.exitCode = 1
})
