import { VirtualClock } from '@/lib/adapters/clock/virtual-clock'
import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import { db } from '@/lib/db'
import { seedDemo } from '@/lib/demo/seed-demo'
import { env } from '@/lib/env'
import { orderIdKeyOf, tickServices } from '@/lib/server'

/** Hours of history: what a fresh start can produce while the application is being built. */
const HISTORY_HOURS = 72

/** Makes the demo of this installation, if it has none and nobody uses it yet; shows its progress on standard error. */
async function main(): Promise<void> {
  const { authSecret, demo, simulatedMarketSeed } = env()
  if (demo === null) return
  const now = Date.now()
  const seed = String(simulatedMarketSeed)
  const clock = new VirtualClock(0)
  const feed = simulatedMarket(seed)
  const database = db()
  let shown = -1
  try {
    await seedDemo(
      {
        db: database,
        ticks: tickServices(database, clock, {
          orderIdKey: orderIdKeyOf(authSecret),
          sweepSeconds: 60,
          market: () => feed,
        }),
        setClock: (at) => clock.set(at),
        market: () => feed,
        seed,
        now,
        historyHours: HISTORY_HOURS,
        onProgress: (fraction) => {
          const percent = Math.floor(fraction * 10) * 10
          if (percent > shown) console.error(`Demo: the bots have traded ${percent} % of their history ...`)
          shown = Math.max(shown, percent)
        },
      },
      demo,
    )
  } finally {
    await database.$disconnect()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
