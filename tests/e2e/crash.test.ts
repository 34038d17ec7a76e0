import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { createDatabase, type Database } from '@/lib/db'
import { botPhase } from '@/lib/dispatch/bot-phase'
import { tickMessage } from '@/lib/dispatch/tick-message'
import { latestGridPoint } from '@/lib/domain/schedule'
import type { Prisma } from '@/generated/prisma/client'
import { AppServer } from '@/tests/support/app-server'
import { paperFleet, type FleetBot } from '@/tests/support/builders/paper-fleet'
import { openIntents, violations } from '@/tests/support/paper-invariants'
import { handMadeToken } from '@/tests/support/signed-request'

const bots = 44
const kills = 20
/** Seconds. The product allows 30 at least; at that pace a crash would meet a tick under way once in a while. */
const interval = 3
/** Longer than a sent order may still turn up on the venue, in ms. */
const acceptanceWindow = 13_000

jest.setTimeout(600_000)

let folder: string
let postgres: EmbeddedPostgres
let db: Database
let app: AppServer
let fleet: FleetBot[]
const tally = {
  kills: 0,
  cutTicks: 0,
  plannedUnsent: 0,
  sentUnknown: 0,
  calls: 0,
  startMs: 0,
  oddAnswers: [] as string[],
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), `tickwright-test-${process.pid}-`))
  // With all its safety: what it acknowledged is on the disk.
  postgres = await startEmbeddedPostgres({ dataDir: folder })
  await applyMigrations(postgres.url)
  db = createDatabase({ connectionString: postgres.url, poolSize: 6 })
  await db.$executeRaw`ALTER TABLE bots DROP CONSTRAINT bots_interval`
  fleet = await paperFleet(db, bots, interval)
  app = await AppServer.on(postgres.url, { LOG_LEVEL: 'warn' })
}, 120_000)

afterAll(async () => {
  await app?.kill9()
  await db?.$disconnect()
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}, 60_000)

const pick = <T>(list: readonly T[]): T => {
  const chosen = list[Math.floor(Math.random() * list.length)]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}

const newestKey = (botId: string) => latestGridPoint(Date.now() / 1000, interval, botPhase(botId, interval))

/** Delivers a tick as the dispatcher would, in addition to it. Resolves to the status, or to null when the server died meanwhile. */
async function deliver(botId: string, key: number): Promise<number | null> {
  const route = '/api/jobs/tick'
  const body = JSON.stringify(tickMessage([[botId, key]]))
  const token = handMadeToken({ body, route, key: app.signingKey, change: { sub: app.origin + route } })
  try {
    const answer = await fetch(`http://127.0.0.1:${app.port}${route}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', 'Upstash-Signature': token },
    })
    tally.calls += 1
    const text = await answer.text()
    if (answer.status !== 200 && answer.status !== 503) tally.oddAnswers.push(`${answer.status} ${text}`)
    return answer.status
  } catch {
    return null
  }
}

/** Beside the loop's own deliveries: random bots, each key twice at the same moment, until told to stop. */
function deliverMore() {
  let going = true
  const worker = async () => {
    while (going) {
      const { botId } = pick(fleet)
      const key = newestKey(botId)
      await Promise.all([deliver(botId, key), deliver(botId, key)])
      await delay(20)
    }
  }
  const workers = Promise.all([worker(), worker(), worker()])
  return async () => {
    going = false
    await workers
  }
}

/** Every third pair is told to close its deal now, and opens the next one right after: the market alone would be too slow. */
async function closeSome(): Promise<void> {
  await db.$executeRaw`UPDATE trading_pairs SET close_requested_at = clock_timestamp()
    WHERE close_requested_at IS NULL AND random() < 0.34`
}

async function underWay(): Promise<number> {
  const [row] = await db.$queryRaw<{ held: number }[]>`
    SELECT count(*)::int AS held FROM bots WHERE lease_until > clock_timestamp()`
  return row?.held ?? 0
}

/** Waits until that many ticks have ended since now: a count, not a time, so that a busy machine is killed in the same places. */
async function finishedTicks(wanted: number): Promise<void> {
  const count = () => db.tick.count()
  const target = (await count()) + wanted
  const deadline = performance.now() + 20_000
  while ((await count()) < target) {
    if (performance.now() > deadline) throw new Error(`Hardly any tick ended:\n${app.output}`)
    await delay(25)
  }
}

async function untilTicksAreUnderWay(): Promise<void> {
  const deadline = performance.now() + 20_000
  while ((await underWay()) < 2) {
    if (performance.now() > deadline) throw new Error(`No tick was under way:\n${app.output}`)
    await delay(5)
  }
}

/** The dead hold their leases for up to a minute. Whoever waits that long learns nothing more: they end at once here. */
async function endLeasesOfTheDead(): Promise<void> {
  await db.$executeRaw`UPDATE bots SET lease_until = 'epoch' WHERE lease_until > 'epoch'`
  await db.$executeRaw`UPDATE dispatch_messages SET lease_until = 'epoch' WHERE status = 'active'`
  await db.$executeRaw`UPDATE dispatcher_leases SET until = 'epoch'`
}

async function leaseTokens(): Promise<ReadonlyMap<string, bigint>> {
  const rows = await db.bot.findMany({ select: { id: true, leaseToken: true } })
  return new Map(rows.map(({ id, leaseToken }) => [id, leaseToken]))
}

/** What holds at every moment, also while everything lies in pieces; every sentence returned is one that does not. */
async function brokenAtOnce(client: Pick<Prisma.TransactionClient, '$queryRaw'>): Promise<string[]> {
  const rows = await client.$queryRaw<{ broken: string; what: unknown }[]>`
    WITH venue AS (
      SELECT p.account_id, o->>'clientOrderId' AS cid FROM paper_accounts p, jsonb_array_elements(p.state->'orders') AS o
      UNION ALL SELECT account_id, client_order_id FROM paper_orders)
    SELECT 'I1 a client id twice on the venue' AS broken, to_jsonb(cid) AS what FROM venue GROUP BY cid HAVING count(*) > 1
    UNION ALL SELECT 'I1 an attempt twice', jsonb_build_array(deal_id, key, attempt)
      FROM orders GROUP BY deal_id, key, attempt HAVING count(*) > 1
    UNION ALL SELECT 'I2 on the venue without an order that was sent', to_jsonb(v.cid)
      FROM venue v LEFT JOIN orders o ON o.client_order_id = v.cid AND o.account_id = v.account_id WHERE o.sent_at IS NULL
    UNION ALL SELECT 'I7 accepted by the venue but written off', jsonb_build_array(o.key, o.status)
      FROM venue v JOIN orders o ON o.client_order_id = v.cid WHERE o.status IN ('REJECTED', 'ABANDONED')
    UNION ALL SELECT 'I3 two attempts of one key are alive', jsonb_build_array(deal_id, key)
      FROM orders WHERE ended_at IS NULL GROUP BY deal_id, key HAVING count(*) > 1
    UNION ALL SELECT 'I14 a tick finished twice', jsonb_build_array(bot_id, key) FROM ticks GROUP BY bot_id, key HAVING count(*) > 1
    UNION ALL SELECT 'I15 an order of another tenant', to_jsonb(o.id)
      FROM orders o JOIN bots b ON b.id = o.bot_id WHERE b.tenant_id <> o.tenant_id OR b.account_id <> o.account_id`
  return rows.map(({ broken, what }) => `${broken}: ${JSON.stringify(what)}`)
}

async function brokenAtRest(): Promise<string[]> {
  const found: string[] = []
  for (const { accountId } of fleet) found.push(...(await violations({ db, ids: { accountId } })))
  return found
}

/** Delivers every bot the next key of its grid and waits for the answers. */
async function oneTickEach(): Promise<void> {
  const before = new Map(fleet.map(({ botId }) => [botId, newestKey(botId)]))
  await delay(interval * 1000)
  const queue = [...fleet]
  const worker = async () => {
    for (let bot = queue.pop(); bot !== undefined; bot = queue.pop()) {
      const key = newestKey(bot.botId)
      expect(key).toBeGreaterThan(before.get(bot.botId) ?? 0)
      expect([bot.botId, await deliver(bot.botId, key)]).toEqual([bot.botId, 200])
    }
  }
  await Promise.all(Array.from({ length: 6 }, worker))
}

test(`${bots} bots keep their books through ${kills} kills of the server in the middle of their ticks`, async () => {
  let tokens = await leaseTokens()
  while (tally.kills < kills) {
    const begun = performance.now()
    await closeSome()
    await app.start({ shallow: true })
    tally.startMs += performance.now() - begun
    const stopDelivering = deliverMore()
    await finishedTicks(1 + Math.floor(Math.random() * 12))
    await untilTicksAreUnderWay()
    await delay(Math.random() * 40)
    await app.kill9()
    await stopDelivering()

    // A kill between two ticks proves nothing: only those that cut one off count.
    const cut = await underWay()
    if (cut > 0) tally.kills += 1
    tally.cutTicks += cut
    tally.plannedUnsent += await db.order.count({ where: { status: 'PLANNED' } })
    tally.sentUnknown += await db.order.count({ where: { status: { in: ['SENT', 'UNKNOWN'] } } })
    expect(await brokenAtOnce(db)).toEqual([])
    const later = await leaseTokens()
    expect([...tokens].filter(([id, token]) => (later.get(id) ?? 0n) < token)).toEqual([])
    tokens = later
    await endLeasesOfTheDead()
  }
  expect(tally.oddAnswers).toEqual([])
  const [orders, trades, ended] = await Promise.all([
    db.order.count(),
    db.trade.count(),
    db.deal.count({ where: { endedAt: { not: null } } }),
  ])
  process.stderr.write(`${JSON.stringify({ ...tally, orders, trades, dealsEnded: ended })}\n`)

  await db.bot.updateMany({ data: { nextRunAt: null } })
  await app.start({ shallow: true })
  await delay(acceptanceWindow)
  for (let quiet = 1; quiet <= 4; quiet += 1) await oneTickEach()
  for (const { accountId } of fleet) expect(await openIntents({ db, ids: { accountId } })).toEqual([])
  // A minute may close between a tick's look at the venue and its orders; what filled in it is booked by the next tick.
  for (let more = 1; more <= 2 && (await brokenAtRest()).length > 0; more += 1) await oneTickEach()
  expect(await brokenAtRest()).toEqual([])
  expect(await brokenAtOnce(db)).toEqual([])
  expect(await app.stop()).toBeLessThan(10_000)

  // Kills among bots that trade nothing would prove nothing.
  expect(orders).toBeGreaterThan(500)
  expect(trades).toBeGreaterThan(100)
  expect(ended).toBeGreaterThan(20)
  expect(await db.bot.count({ where: { status: 'RUNNING' } })).toBe(bots)
})

// Each spoils one thing in a transaction that is rolled back; the check has to name it.
const spoilt: readonly (readonly [what: string, says: RegExp, spoil: (account: string) => string])[] = [
  [
    'an order that the venue has twice',
    /^I1 a client id twice/,
    (
      a,
    ) => `UPDATE paper_accounts p SET state = jsonb_set(state, '{orders}', state->'orders' || jsonb_build_array(jsonb_build_object(
      'clientOrderId', (SELECT client_order_id FROM paper_orders WHERE account_id = '${a}' LIMIT 1), 'fills', '[]'::jsonb))) WHERE account_id = '${a}'`,
  ],
  [
    'an order that nobody planned',
    /^I2 on the venue without/,
    (a) => `INSERT INTO paper_orders VALUES ('${a}', 'planted', '{"fills": []}', now())`,
  ],
  [
    'an accepted order that was given up',
    /^I7 accepted by the venue/,
    (a) =>
      `UPDATE orders SET status = 'ABANDONED' WHERE id = (SELECT id FROM orders WHERE account_id = '${a}' AND status = 'FILLED' LIMIT 1)`,
  ],
  [
    'a lost fill',
    /^I9 a fill of the venue is not booked/,
    (a) =>
      `DELETE FROM fills WHERE (account_id, fill_id) IN (SELECT account_id, fill_id FROM fills WHERE account_id = '${a}' LIMIT 1)`,
  ],
  [
    'a fill that never was',
    /^I9 a booked fill is not the venue's/,
    (a) =>
      `INSERT INTO fills SELECT account_id, 'planted', order_id, quantity, price, fee, gross, liquidity, at FROM fills WHERE account_id = '${a}' LIMIT 1`,
  ],
  [
    "a position that is not the venue's",
    /^I10 position and deals differ|^I10 an ended deal/,
    (a) =>
      `UPDATE deals SET quantity = quantity + 1 WHERE id = (SELECT d.id FROM deals d JOIN trading_pairs t ON t.id = d.pair_id WHERE t.account_id = '${a}' LIMIT 1)`,
  ],
  [
    'a balance that does not follow from the one before',
    /^I16 the chain/,
    (a) =>
      `UPDATE trades SET balance_after = balance_after + 1 WHERE account_id = '${a}' AND ledger_sequence = 2`,
  ],
  [
    'a ledger that is not the wallet',
    /^I16 ledger and wallet/,
    (a) => `UPDATE exchange_accounts SET ledger_balance = ledger_balance + 0.00000001 WHERE id = '${a}'`,
  ],
]

test.each(spoilt)('the check finds %s', async (_what, says, spoil) => {
  const [busiest] = await db.trade.groupBy({
    by: ['accountId'],
    _count: { id: true },
    orderBy: { _count: { id: 'desc' } },
    take: 1,
  })
  const accountId = busiest?.accountId ?? ''
  const rollBack = new Error('rolled back')
  let found: string[] = []
  await db
    .$transaction(async (transaction) => {
      expect(await transaction.$executeRawUnsafe(spoil(accountId))).toBe(1)
      found = [
        ...(await violations({ db: transaction, ids: { accountId } })),
        ...(await brokenAtOnce(transaction)),
      ]
      throw rollBack
    })
    .catch((error: unknown) => {
      if (error !== rollBack) throw error
    })
  expect(found.filter((sentence) => says.test(sentence))).not.toEqual([])
  expect(await violations({ db, ids: { accountId } })).toEqual([])
})
