import type { Tenant } from '@/lib/auth/tenant'
import { updatePairSettings } from '@/lib/bots/commands/change-settings'
import { startBot } from '@/lib/bots/commands/start-bot'
import { createBot } from '@/lib/bots/creation/create-bot'
import { consents } from '@/lib/domain/strategies/martingale/consents'
import { presetFor } from '@/lib/domain/strategies/martingale/presets'
import { botForm, botServices, newPaperAccount, pairForm } from '@/tests/support/builders/bots'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import type { TestDatabase } from '@/tests/support/database'

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

/** One martingale pair as the form sends it: every field a text. */
const pair = (config: object = {}, over: object = {}) => {
  const settings = Object.entries({ ...presetFor('balanced'), ...config }).map(([name, value]) => [
    name,
    value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
  const { symbol, side } = pairForm()
  return {
    symbol,
    side,
    leverage: '5',
    strategy: 'martingale',
    config: Object.fromEntries(settings),
    ...over,
  }
}

const create = (over: Record<string, unknown>) => createBot(tenant, botForm(accountId, over), services)
const faultsOf = async (over: Record<string, unknown>) => {
  const refused = await create(over)
  if (refused.ok) throw new Error('the form was accepted')
  return Object.fromEntries((refused.error.faults ?? []).map(({ field, message }) => [field, message]))
}
const stored = () => database.db.tradingPair.findFirstOrThrow()
const phraseOf = (config: Parameters<typeof consents>[0]) => consents(config)[0]?.phrase ?? ''

test('a form with a martingale pair makes a bot that stores its strategy and complete settings', async () => {
  expect(await create({ pairs: [pair()], start: 'on' })).toMatchObject({ ok: true, value: { started: true } })
  expect(await stored()).toMatchObject({
    strategy: 'martingale',
    leverage: 5,
    config: {
      mode: 'corrected',
      maxMarginPct: 0.33,
      reduceSteps: [{ abovePct: 7.5, part: 0.33 }, {}],
      leverage: null,
    },
  })
})

test('a strategy nobody knows is refused by that field', async () => {
  expect(await faultsOf({ pairs: [pair({}, { strategy: 'grid' })] })).toEqual({
    'pairs.0.strategy': 'There is no such strategy.',
  })
})

test.each<[string, object, object, string, RegExp]>([
  ['a number out of range', { stopLossPct: '0.1' }, {}, 'config.stopLossPct', /between 0\.5 and 50/],
  ['no stop at all', { stopLossPct: '' }, {}, 'config.stopLossPct', /./],
  [
    'a first order below the minimum',
    { beginSizeOfBalance: '0.0005', maxMarginPct: '0.1' },
    { leverage: '1' },
    'config.beginSizeOfBalance',
    /below the exchange's minimum/,
  ],
  [
    'a leverage other than the settings are meant for',
    { leverage: '3' },
    {},
    'config.leverage',
    /meant for 3x, the pair has 5x/,
  ],
  [
    'a stop that liquidation would come before',
    { stopLossPct: '20' },
    {},
    'config.stopLossPct',
    /liquidation/,
  ],
])('%s is refused at its field', async (_name, config, over, field, message) => {
  const faults = await faultsOf({ pairs: [pair(config, over)] })
  expect(Object.keys(faults)).toEqual([`pairs.0.${field}`])
  expect(faults[`pairs.0.${field}`]).toMatch(message)
})

test('adding near liquidation asks for a typed consent that says what it does', async () => {
  const pairs = [pair({ addWhenCritical: true })]
  const faults = await faultsOf({ pairs })
  expect(faults['consents.adds-when-critical']).toMatch(/buys more instead of less.*liquidated/)
  expect(await faultsOf({ pairs, consents: { 'adds-when-critical': 'yes' } })).toHaveProperty([
    'consents.adds-when-critical',
  ])
  const phrase = phraseOf({ mode: 'corrected', addWhenCritical: true })
  expect(
    await create({ pairs, consents: { 'adds-when-critical': ` ${phrase.toUpperCase()} ` } }),
  ).toMatchObject({ ok: true })
})

test('classic asks for its consent where real money is at stake, and nowhere else', async () => {
  const pairs = [pair({ mode: 'classic' })]
  expect(await create({ pairs })).toMatchObject({ ok: true })
  await database.db.user.updateMany({ data: { plan: 'PRO' } })
  await database.db.exchangeAccount.updateMany({ data: { environment: 'live' } })
  tenant = { ...tenant, plan: 'PRO' }
  const faults = await faultsOf({ pairs })
  expect(Object.keys(faults)).toEqual(['consents.classic'])
  expect(faults['consents.classic']).toMatch(/Near liquidation it always buys more.*no stop loss.*type "/)
  const phrase = phraseOf({ mode: 'classic', addWhenCritical: false })
  expect(await create({ pairs, consents: { classic: phrase } })).toMatchObject({ ok: true })
})

test('changing settings keeps the strategy, demands a consent that is new, and none that was given', async () => {
  await create({ pairs: [pair()] })
  const { id: pairId, botId } = await stored()
  const save = (config: object, given?: object) =>
    updatePairSettings(tenant, { botId, pairId, config: pair(config).config, consents: given }, services)
  expect(await save({ takeProfit: '1' })).toMatchObject({
    ok: false,
    error: { faults: [{ field: 'config.takeProfit' }] },
  })
  expect(await save({ addWhenCritical: true })).toMatchObject({
    ok: false,
    error: { faults: [{ field: 'consents.adds-when-critical' }] },
  })
  const phrase = phraseOf({ mode: 'corrected', addWhenCritical: true })
  expect(await save({ addWhenCritical: true }, { 'adds-when-critical': phrase })).toMatchObject({ ok: true })
  expect(await save({ addWhenCritical: true, profitPnl: '0.2' })).toMatchObject({ ok: true })
  expect(await stored()).toMatchObject({
    strategy: 'martingale',
    config: { profitPnl: 0.2, addWhenCritical: true },
  })
})

test('pairs keep their shares of the account: what others reserved is not there for a ladder, nor the other way round', async () => {
  expect(await create({ pairs: [pair({ maxMarginPct: 0.95 })], start: 'on' })).toMatchObject({ ok: true })
  const ladder = pairForm({ symbol: 'ETH/USDT:USDT' })
  expect(await faultsOf({ pairs: [ladder] })).toHaveProperty(['pairs.0.config.allocatedCapital'])
  const second = pair({ maxMarginPct: 0.1 }, { symbol: 'ETH/USDT:USDT' })
  expect((await faultsOf({ pairs: [second] }))['pairs.0.config.maxMarginPct']).toMatch(
    /up to 1000\.00, but only 500\.00 is free/,
  )
})

test('a stored bot is examined again before it starts', async () => {
  await create({ pairs: [pair()] })
  const { botId } = await stored()
  await database.db.tradingPair.updateMany({ data: { leverage: 30 } })
  const refused = await startBot(tenant, botId, services)
  expect(refused).toMatchObject({ ok: false, error: { kind: 'refused' } })
  await database.db.tradingPair.updateMany({ data: { leverage: 5 } })
  expect(await startBot(tenant, botId, services)).toMatchObject({ ok: true })
})
