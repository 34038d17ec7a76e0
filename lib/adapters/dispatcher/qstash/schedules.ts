import { qstashClient, type QStashOptions } from './client'

/** How often the hosted sweep runs. The finest QStash schedule is one minute: 30 s takes two, the second delayed. */
export const sweepPeriods = {
  '30s': [
    { id: 'tickwright-sweep', cron: '* * * * *' },
    { id: 'tickwright-sweep-half', cron: '* * * * *', delay: '30s' },
  ],
  '1m': [{ id: 'tickwright-sweep', cron: '* * * * *' }],
  '5m': [{ id: 'tickwright-sweep', cron: '*/5 * * * *' }],
} as const satisfies Record<string, readonly { id: string; cron: string; delay?: `${number}s` }[]>

export type SweepPeriod = keyof typeof sweepPeriods

const ownIds = ['tickwright-sweep', 'tickwright-sweep-half']

/** Creates or overwrites the schedules that call the sweep and removes our own that are no longer wanted. */
export async function applySweepSchedules(
  options: QStashOptions & { readonly origin: string },
  period: SweepPeriod,
): Promise<readonly string[]> {
  const client = qstashClient(options)
  const wanted = sweepPeriods[period]
  for (const schedule of wanted) {
    await client.schedules.create({
      destination: `${options.origin}/api/cron/dispatch`,
      scheduleId: schedule.id,
      cron: schedule.cron,
      ...('delay' in schedule && { delay: schedule.delay }),
      // The next firing repeats whatever a lost sweep would have done.
      retries: 0,
      timeout: 60,
    })
  }
  const kept = new Set<string>(wanted.map((schedule) => schedule.id))
  const existing = await client.schedules.list()
  for (const { scheduleId } of existing) {
    if (ownIds.includes(scheduleId) && !kept.has(scheduleId)) await client.schedules.delete(scheduleId)
  }
  return [...kept]
}
