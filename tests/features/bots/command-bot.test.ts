import type { Tenant } from '@/lib/auth/tenant'
import { renameBot, updateInterval, updatePairSettings } from '@/lib/bots/commands/change-settings'
import { closeNow } from '@/lib/bots/commands/close-now'
import type { CommandFailure } from '@/lib/bots/commands/command-failure'
import { deleteBot } from '@/lib/bots/commands/delete-bot'
import { pauseBot, resumeBot } from '@/lib/bots/commands/pause-resume'
import { startBot } from '@/lib/bots/commands/start-bot'
import { stopBot } from '@/lib/bots/commands/stop-bot'
import { botHash } from '@/lib/dispatch/bot-phase'
import { statusAfter, type BotCommand, type BotStatus } from '@/lib/domain/bot-status'
import type { Result } from '@/lib/domain/result'
import type { StopMode } from '@/lib/domain/strategies/contract'
import { botServices, newBot, newPaperAccount, noon, pairForm } from '@/tests/support/builders/bots'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { claimBot } from '@/lib/ticks/lease/repository'
import { newTenant } from '@/tests/support/builders/tenants'
import { endDeal, insertOpenDeal, rowsOf } from '@/tests/support/builders/trading-rows'
import type { TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let tenant: Tenant
let accountId: string
let services = botServices()

beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  services = botServices()
  tenant = await newTenant(database.db)
  accountId = await newPaperAccount(tenant)
})

const botOf = (id: string) => database.db.bot.findUniqueOrThrow({ where: { id }, include: { pairs: true } })
const setStatus = (id: string, status: BotStatus) =>
  database.db.bot.update({ where: { id }, data: { status } })

type Command = (owner: Tenant, botId: string) => Promise<Result<string, CommandFailure>>
const commands: Record<BotCommand, Command> = {
  start: (owner, botId) => startBot(owner, botId, services),
  pause: (owner, botId) => pauseBot(owner, botId, services),
  resume: (owner, botId) => resumeBot(owner, botId, services),
  stop: (owner, botId) => stopBot(owner, { botId, stopMode: 'close' }, services),
  'close-now': (owner, botId) => closeNow(owner, { botId }, services),
  delete: (owner, botId) => deleteBot(owner, botId, services),
}
const statuses: readonly BotStatus[] = [
  'DRAFT',
  'RUNNING',
  'PAUSED',
  'EXIT_ONLY',
  'STOPPING',
  'STOPPED',
  'ERROR',
]
const table = (Object.keys(commands) as BotCommand[]).flatMap((command) =>
  statuses.map((status) => [command, status] as const),
)

test.each(table)('%s on a bot that is %s does what the table of commands says', async (command, status) => {
  const botId = await newBot(tenant, services, { accountId })
  await setStatus(botId, status)
  if (command === 'close-now') await insertOpenDeal(database.db, botId)
  const before = await rowsOf(database.db, tenant.userId)
  const expected = statusAfter(command, status)
  const done = await commands[command](tenant, botId)
  expect(done.ok).toBe(expected.ok)
  if (expected.ok) {
    expect((await botOf(botId)).status).toBe(expected.value)
    expect(await database.db.auditEntry.count({ where: { subject: botId } })).toBe(2)
    expect(await database.db.botLog.count({ where: { botId } })).toBe(2)
  } else {
    expect(done).toEqual(expected)
    expect(await rowsOf(database.db, tenant.userId)).toBe(before)
  }
})

const everyCommand: readonly (readonly [
  string,
  (owner: Tenant, botId: string, pairId: string) => Promise<unknown>,
])[] = [
  ...Object.entries(commands),
  ['rename', (owner, botId) => renameBot(owner, { botId, name: 'Mine now' }, services)],
  ['interval', (owner, botId) => updateInterval(owner, { botId, intervalSec: '60' }, services)],
  [
    'settings',
    (owner, botId, pairId) =>
      updatePairSettings(owner, { botId, pairId, config: pairForm().config }, services),
  ],
]

test.each(everyCommand)(
  "%s: another tenant's bot is not found and is left unchanged",
  async (name, command) => {
    const botId = await newBot(tenant, services, { accountId })
    await setStatus(
      botId,
      ['start', 'delete'].includes(name) ? 'STOPPED' : name === 'resume' ? 'PAUSED' : 'RUNNING',
    )
    if (name === 'close-now') await insertOpenDeal(database.db, botId)
    const { pairs } = await botOf(botId)
    const before = await rowsOf(database.db, tenant.userId)
    const outsider = await newTenant(database.db)
    const notFound = { ok: false, error: { kind: 'not-found', message: 'There is no such bot.' } }
    expect(await command(outsider, botId, pairs[0]?.id ?? '')).toEqual(notFound)
    expect(await rowsOf(database.db, tenant.userId)).toBe(before)
    for (const id of ['../../etc/passwd', '', 'bot_0000', "' OR 1=1 --"]) {
      expect(await command(tenant, id, pairs[0]?.id ?? '')).toEqual(notFound)
    }
  },
)

describe('starting', () => {
  test('takes the markets, forgets the last stop and is due within the interval, on its grid', async () => {
    const botId = await newBot(tenant, services, { accountId })
    await database.db.bot.update({
      where: { id: botId },
      data: { status: 'STOPPED', stopMode: 'close', statusReason: 'x', consecutiveFailures: 3 },
    })
    expect(await startBot(tenant, botId, services)).toMatchObject({ ok: true })
    const bot = await botOf(botId)
    expect(bot).toMatchObject({
      status: 'RUNNING',
      stopMode: null,
      statusReason: null,
      consecutiveFailures: 0,
    })
    expect(bot).toMatchObject({ startedAt: new Date(noon), pairs: [{ holdsMarket: true }] })
    expect(bot.nextRunAt?.getTime()).toBe(noon)
  })

  test('asks for a tick at this very second, and at none that a tick has used', async () => {
    const botId = await newBot(tenant, services, { accountId })
    await startBot(tenant, botId, services)
    const claim = {
      botId,
      worker: 'test',
      phaseHash: botHash(botId),
      nowSeconds: noon / 1000,
      graceSeconds: 10,
    }
    expect(await claimBot(database.db, { ...claim, key: noon / 1000 - 1 })).toEqual({ kind: 'off-grid' })
    expect(await claimBot(database.db, { ...claim, key: noon / 1000 })).toMatchObject({ key: noon / 1000 })
    await database.db.bot.update({
      where: { id: botId },
      data: { lastKey: noon / 1000, status: 'STOPPED' },
    })
    await startBot(tenant, botId, services)
    expect((await botOf(botId)).nextRunAt?.getTime()).toBe(noon + 1000)
  })

  test('is refused while another bot of the account holds the market, and goes once it is free', async () => {
    await newBot(tenant, services, { accountId, name: 'First', start: 'on' })
    const second = await newBot(tenant, services, { accountId })
    const refused = await startBot(tenant, second, services)
    expect(refused).toMatchObject({ ok: false, error: { kind: 'refused' } })
    expect(refused.ok ? '' : refused.error.message).toContain('"First" already trades')
    expect((await botOf(second)).status).toBe('DRAFT')
    await database.db.tradingPair.updateMany({ data: { holdsMarket: false } })
    expect(await startBot(tenant, second, services)).toMatchObject({ ok: true })
  })

  test('of two bots started at the same moment on one market one runs and the other says why', async () => {
    const ids = [await newBot(tenant, services, { accountId }), await newBot(tenant, services, { accountId })]
    const outcomes = await Promise.all(ids.map((id) => startBot(tenant, id, services)))
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    const [refused] = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error.message]))
    expect(refused).toContain('already trades SOL/USDT:USDT long')
  })

  test('repeats preflight: capital that another bot has reserved meanwhile is not there', async () => {
    const draft = await newBot(tenant, services, { accountId })
    await newBot(tenant, services, {
      accountId,
      start: 'on',
      pairs: [pairForm({ side: 'short' }, { allocatedCapital: '9600' })],
    })
    const refused = await startBot(tenant, draft, services)
    expect(refused.ok ? '' : refused.error.message).toContain('left free by the other pairs')
    expect((await botOf(draft)).status).toBe('DRAFT')
  })

  test('is refused over the plan and for a suspended owner', async () => {
    const botId = await newBot(tenant, services, { accountId })
    await newBot(tenant, services, { accountId })
    await database.db.user.update({ where: { id: tenant.userId }, data: { plan: 'FREE' } })
    expect(await startBot(tenant, botId, services)).toMatchObject({ error: { kind: 'limit-reached' } })
    await database.db.user.update({
      where: { id: tenant.userId },
      data: { plan: 'PRO', status: 'SUSPENDED' },
    })
    expect(await startBot(tenant, botId, services)).toMatchObject({ error: { kind: 'refused' } })
    expect((await botOf(botId)).status).toBe('DRAFT')
  })

  test('with a deal that outlived a stop keeps the instant since when venue events are its own', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    await insertOpenDeal(database.db, botId)
    await setStatus(botId, 'STOPPED')
    services.clock.set(noon + 3_600_000)
    await startBot(tenant, botId, services)
    expect((await botOf(botId)).startedAt).toEqual(new Date(noon))
  })
})

describe('stopping', () => {
  test('twice with the same answer changes nothing the second time; another answer replaces it', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    const stop = (stopMode: StopMode) => stopBot(tenant, { botId, stopMode }, services)
    expect(await stop('keep-exits')).toMatchObject({ ok: true })
    const before = await rowsOf(database.db, tenant.userId)
    expect(await stop('keep-exits')).toMatchObject({ ok: true })
    expect(await rowsOf(database.db, tenant.userId)).toBe(before)
    expect(await stop('close')).toMatchObject({ ok: true })
    expect(await botOf(botId)).toMatchObject({
      status: 'STOPPING',
      stopMode: 'close',
      pairs: [{ holdsMarket: true }],
    })
  })

  test('of five commands at the same moment none is lost half-way', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    const done = await Promise.all([
      pauseBot(tenant, botId, services),
      pauseBot(tenant, botId, services),
      stopBot(tenant, { botId, stopMode: 'close' }, services),
      stopBot(tenant, { botId, stopMode: 'keep-exits' }, services),
      resumeBot(tenant, botId, services),
    ])
    const changes = done.filter(({ ok }) => ok).length
    expect(changes).toBeGreaterThan(0)
    expect(await database.db.auditEntry.count({ where: { subject: botId } })).toBe(1 + changes)
  })
})

describe('closing now', () => {
  test('marks the pair with an open deal once and leaves the status', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    await insertOpenDeal(database.db, botId)
    const pairId = (await botOf(botId)).pairs[0]?.id ?? ''
    expect(await closeNow(tenant, { botId, pairId }, services)).toMatchObject({ ok: true })
    services.clock.set(noon + 60_000)
    await closeNow(tenant, { botId, pairId }, services)
    expect(await botOf(botId)).toMatchObject({
      status: 'RUNNING',
      pairs: [{ closeRequestedAt: new Date(noon) }],
    })
  })

  test('is refused without an open deal and for a pair of another bot', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    const other = await newBot(tenant, services)
    const deal = await insertOpenDeal(database.db, other)
    const theirPair = (await botOf(other)).pairs[0]?.id ?? ''
    expect(await closeNow(tenant, { botId }, services)).toMatchObject({
      error: { message: 'There is no open deal to close.' },
    })
    expect(await closeNow(tenant, { botId, pairId: theirPair }, services)).toMatchObject({
      error: { kind: 'not-found' },
    })
    await endDeal(database.db, deal, new Date(noon))
    expect(await database.db.tradingPair.count({ where: { closeRequestedAt: { not: null } } })).toBe(0)
  })
})

describe('deleting', () => {
  test('is refused while a deal is open, also for a stopped bot; after it the market is free and its plan too', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    const deal = await insertOpenDeal(database.db, botId)
    await setStatus(botId, 'STOPPED')
    expect(await deleteBot(tenant, botId, services)).toMatchObject({ error: { kind: 'refused' } })
    expect(await botOf(botId)).toMatchObject({ status: 'STOPPED', deletedAt: null })
    await endDeal(database.db, deal, new Date(noon))
    expect(await deleteBot(tenant, botId, services)).toMatchObject({ ok: true })
    expect(await botOf(botId)).toMatchObject({
      status: 'DELETED',
      deletedAt: new Date(noon),
      pairs: [{ holdsMarket: false }],
    })
    expect(await database.db.deal.count({ where: { botId } })).toBe(1)
    expect(await deleteBot(tenant, botId, services)).toMatchObject({ error: { kind: 'not-found' } })
  })
})

describe('changing settings', () => {
  const save = async (botId: string, config: Record<string, unknown>, over: Record<string, unknown> = {}) => {
    const pairId = (await botOf(botId)).pairs[0]?.id ?? ''
    const form = pairForm({}, config)
    return updatePairSettings(tenant, { botId, pairId, config: form.config, ...over }, services)
  }

  test('raises the version, keeps the running deal as it is and confirms leverage anew where it changed', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    await insertOpenDeal(database.db, botId)
    await database.db.tradingPair.updateMany({ data: { settingsConfirmed: true } })
    expect(await save(botId, { takeProfitPct: '2.5' })).toMatchObject({ ok: true })
    expect(await botOf(botId)).toMatchObject({
      configVersion: 2,
      pairs: [{ settingsConfirmed: true, config: { takeProfitPct: 2.5 } }],
    })
    await save(botId, {}, { leverage: '2', config: pairForm({}, { allocatedCapital: '2000' }).config })
    expect(await botOf(botId)).toMatchObject({
      configVersion: 3,
      pairs: [{ leverage: 2, settingsConfirmed: false }],
    })
    const deal = await database.db.deal.findFirstOrThrow()
    expect(deal).toMatchObject({ configVersion: 1, leverage: 3, config: { takeProfitPct: 1.5 } })
  })

  test('is refused like a new bot would be, and changes nothing then', async () => {
    const botId = await newBot(tenant, services, { accountId })
    const before = await rowsOf(database.db, tenant.userId)
    expect(await save(botId, { takeProfitPct: '1,5' })).toMatchObject({
      error: { kind: 'invalid', faults: [{ field: 'config.takeProfitPct' }] },
    })
    expect(await save(botId, { baseOrderSize: '1' })).toMatchObject({
      error: { faults: [{ field: 'config.baseOrderSize' }] },
    })
    expect(await save(botId, { stopLossPct: '' })).toMatchObject({
      error: { faults: [{ field: 'confirmNoStop' }] },
    })
    expect(await save(botId, {}, { leverage: '0' })).toMatchObject({
      error: { faults: [{ field: 'leverage' }] },
    })
    expect(await rowsOf(database.db, tenant.userId)).toBe(before)
  })

  test('a new interval is followed by a tick at once, from which its own grid goes on', async () => {
    const botId = await newBot(tenant, services, { accountId, start: 'on' })
    expect(await updateInterval(tenant, { botId, intervalSec: '900' }, services)).toMatchObject({ ok: true })
    const bot = await botOf(botId)
    expect(bot.intervalSec).toBe(900)
    expect(bot).toMatchObject({ nextRunAt: new Date(noon), intervalSince: new Date(noon) })
    expect(await updateInterval(tenant, { botId, intervalSec: '90' }, services)).toMatchObject({
      error: { faults: [{ field: 'intervalSec' }] },
    })
    expect((await botOf(botId)).intervalSec).toBe(900)
  })

  test('a draft stays without a next tick whatever its interval', async () => {
    const botId = await newBot(tenant, services, { accountId })
    await updateInterval(tenant, { botId, intervalSec: '60' }, services)
    expect((await botOf(botId)).nextRunAt).toBeNull()
  })

  test('a name obeys the rules of a new bot', async () => {
    const botId = await newBot(tenant, services, { accountId })
    expect(await renameBot(tenant, { botId, name: ' \u202eNew ' }, services)).toMatchObject({ ok: true })
    expect((await botOf(botId)).name).toBe('New')
    expect(await renameBot(tenant, { botId, name: 'x'.repeat(61) }, services)).toMatchObject({
      error: { faults: [{ field: 'name' }] },
    })
    expect((await botOf(botId)).name).toBe('New')
  })
})
