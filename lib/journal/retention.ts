import type { Database } from '@/lib/db'
import { KEPT_DAYS, KEPT_ENTRIES } from '@/lib/domain/journal/kept'
import { bloatedJournals, dropOldBlocks } from './repository'

const DAY_MS = 86_400_000
/** Old entries go once a day's worth has gathered; beyond the number the oldest tenth goes. */
const SLACK_DAYS = 1
const TENTH = KEPT_ENTRIES / 10

const EVERY_MS = 60_000
const BUDGET_MS = 2_000
const BOTS_AT_A_TIME = 100
const BLOCKS_AT_A_TIME = 2_000

/** Drops what is too old or too much, at most once a minute in a process: to be called by every sweep. */
export function journalPruner(db: Database, now: () => number): () => Promise<void> {
  let prunedAt = -Infinity
  return async () => {
    if (now() - prunedAt < EVERY_MS) return
    prunedAt = now()
    await pruneJournals(db, now)
  }
}

/** Drops old blocks of all journals that need it, for about two seconds; what is left over waits for the next time. */
export async function pruneJournals(db: Database, now: () => number): Promise<void> {
  const startedAt = now()
  const oldest = startedAt - KEPT_DAYS * DAY_MS
  const bots = await bloatedJournals(db, {
    before: oldest - SLACK_DAYS * DAY_MS,
    entries: KEPT_ENTRIES,
    limit: BOTS_AT_A_TIME,
  })
  for (const botId of bots) {
    do {
      if (now() - startedAt > BUDGET_MS) return
    } while (
      await dropOldBlocks(db, {
        botId,
        before: oldest,
        entries: KEPT_ENTRIES - TENTH,
        limit: BLOCKS_AT_A_TIME,
      })
    )
  }
}
