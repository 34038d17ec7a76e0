import type { Tenant } from '@/lib/auth/tenant'
import { startBot } from '@/lib/bots/commands/start-bot'
import { createBot } from '@/lib/bots/creation/create-bot'
import { CONSENT_PHRASE } from '@/lib/domain/risk/risk-reading'
import { botForm, botServices, newPaperAccount } from '@/tests/support/builders/bots'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import type { TestDatabase } from '@/tests/support/database'
import { riskReading, riskySample } from '@/tests/support/risk-readings'

let database: TestDatabase
let tenant: Tenant
let accountId: string
const services = botServices()

beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db)
  accountId = await newPaperAccount(tenant)
})

const create = (over: Record<string, unknown>) => createBot(tenant, botForm(accountId, over), services)
const readings = () => database.db.auditEntry.findMany({ where: { action: 'bot.risk-read' } })

async function faultOf(over: Record<string, unknown>) {
  const refused = await create(over)
  expect(await database.db.bot.count()).toBe(0)
  expect(await readings()).toHaveLength(0)
  if (refused.ok) throw new Error('the form was accepted')
  return refused.error.faults
}

describe('the risk before start', () => {
  test('a harmless reading starts the bot and is kept in the audit with its figures', async () => {
    const reading = riskReading()
    expect(
      await create({ start: 'on', riskReading: JSON.stringify(reading), riskConsent: '' }),
    ).toMatchObject({ ok: true })
    expect(await readings()).toMatchObject([
      {
        tenantId: tenant.userId,
        actorId: tenant.userId,
        detail: { reading, consentAsked: false, consentTyped: false, startedUnread: false },
      },
    ])
    const log = await database.db.botLog.findFirst({ where: { code: 'bot-risk-read' } })
    expect(log?.message).toBe(
      'Risk read before the start: liquidation within 30 days 0.0 % (0.0 % to 1.0 %), mean loss of the worst 5 % of 400 paths 80.00.',
    )
  })

  test.each(['', 'I agree', CONSENT_PHRASE.slice(0, -1)])(
    'a dangerous reading refuses the start on the consent %p, with the figure that asks for it',
    async (riskConsent) => {
      const faults = await faultOf({ start: 'on', riskReading: JSON.stringify(riskySample), riskConsent })
      expect(faults).toEqual([{ field: 'riskConsent', message: expect.stringContaining('15.5 %') }])
      expect(faults?.[0]?.message).toContain(`type "${CONSENT_PHRASE}"`)
    },
  )

  test('the typed consent starts it, and the audit knows that it was asked for and typed', async () => {
    const sent = {
      start: 'on',
      riskReading: JSON.stringify(riskySample),
      riskConsent: CONSENT_PHRASE.toLowerCase(),
    }
    expect(await create(sent)).toMatchObject({ ok: true, value: { started: true } })
    expect(await readings()).toMatchObject([
      { detail: { reading: riskySample, consentAsked: true, consentTyped: true } },
    ])
  })

  test('a start without a reading is told plainly and needs its own confirmation, which the audit keeps', async () => {
    for (const riskReading of ['', 'not a reading']) {
      const faults = await faultOf({ start: 'on', riskReading })
      expect(faults).toEqual([{ field: 'startUnread', message: expect.stringContaining('No risk reading') }])
    }
    expect(await create({ start: 'on', riskReading: '', startUnread: 'on' })).toMatchObject({ ok: true })
    expect(await readings()).toMatchObject([{ detail: { reading: null, startedUnread: true } }])
  })

  test('a draft needs neither reading nor consent', async () => {
    expect(await create({ riskReading: '' })).toMatchObject({ ok: true, value: { started: false } })
    expect(await readings()).toHaveLength(0)
    expect(await create({ riskReading: JSON.stringify(riskySample) })).toMatchObject({ ok: true })
    expect(await readings()).toMatchObject([{ detail: { consentAsked: true, consentTyped: false } }])
  })

  test('a draft of dangerous settings does not start without the consent, one of calm settings does', async () => {
    const asked = await create({ riskReading: JSON.stringify(riskySample) })
    const calm = await create({ riskReading: JSON.stringify(riskReading()) })
    if (!asked.ok || !calm.ok) throw new Error('both drafts are made')
    expect(await startBot(tenant, asked.value.botId, services)).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: expect.stringContaining('asks for a typed consent') },
    })
    expect(await startBot(tenant, calm.value.botId, services)).toMatchObject({ ok: true })
  })

  test('the reading of settings that were changed since binds nobody', async () => {
    const asked = await create({ riskReading: JSON.stringify(riskySample) })
    if (!asked.ok) throw new Error('the draft is made')
    const { botId } = asked.value
    await database.db.auditEntry.create({
      data: {
        tenantId: tenant.userId,
        actorId: tenant.userId,
        action: 'bot.settings-changed',
        subject: botId,
      },
    })
    expect(await startBot(tenant, botId, services)).toMatchObject({ ok: true })
  })
})
