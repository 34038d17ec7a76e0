import {
  closeNowAction,
  createBotAction,
  deleteBotAction,
  pauseBotAction,
  resumeBotAction,
  startBotAction,
  stopBotAction,
  updateIntervalAction,
  updatePairSettingsAction,
} from '@/app/(dashboard)/bots/actions'
import { createPaperAccountAction } from '@/app/(dashboard)/accounts/actions'
import { idle, type ActionState } from '@/lib/action-state'
import { tenantOfJob } from '@/lib/auth/tenant'
import {
  botDetail,
  candlesWithMarkers,
  dashboardView,
  listAccountOptions,
  listBotCards,
  listInstruments,
  listTrades,
  planUsage,
} from '@/lib/bots/queries'
import { settingText } from '@/components/bot-form/json-value'
import { settingNames } from '@/lib/bots/pair-settings-input'
import { presetFor } from '@/lib/domain/strategies/dca/presets'
import { server } from '@/lib/server'
import { startInstallation } from '@/tests/features/auth/environment'
import { register, signIn } from '@/tests/features/auth/people'
import { formOf, leavesTo, newRequest } from '@/tests/features/auth/request'
import type { TestDatabase } from '@/tests/support/database'

jest.mock(
  'next/headers',
  () =>
    jest.requireActual<typeof import('@/tests/features/auth/request')>('@/tests/features/auth/request')
      .nextHeaders,
)
// Revalidation needs a running Next server; what it would refresh is rendered nowhere here.
jest.mock('next/cache', () => ({ revalidatePath: () => undefined }))

let database: TestDatabase
let userId: string
beforeAll(async () => {
  database = await startInstallation()
  await register(database, 'admin@example.com')
  userId = await register(database, 'ada@example.com')
  await database.db.user.update({ where: { id: userId }, data: { status: 'ACTIVE' } })
  await signIn('ada@example.com')
  newRequest()
})
afterAll(() => database.close())

const messageOf = (state: ActionState) => ('message' in state ? state.message : JSON.stringify(state))

/** The fields that the form of a new bot sends for one pair. */
function pairFields(index: number, over: Record<string, string> = {}): Record<string, string> {
  const config = presetFor('balanced', 1_000)
  const settings = settingNames.map((name) => [`pairs.${index}.config.${name}`, settingText(config[name])])
  return {
    [`pairs.${index}.symbol`]: 'SOL/USDT:USDT',
    [`pairs.${index}.side`]: 'long',
    [`pairs.${index}.leverage`]: '3',
    ...Object.fromEntries(settings),
    ...over,
  }
}

const newBotFields = async (over: Record<string, string> = {}) => {
  const [account] = await listAccountOptions(await tenantOfJob({ tenantId: userId }))
  return {
    ...{
      name: 'Ladder',
      accountId: account?.id ?? '',
      intervalSec: '300',
      requestKey: '0f0e4a1c-9d1c-4a57',
      start: 'on',
    },
    ...pairFields(0),
    ...over,
  }
}

test('a form as the browser sends it becomes a running bot, and every command reaches it', async () => {
  const created = await leavesTo(async () => createBotAction(idle, formOf(await newBotFields())))
  const { id: botId } = await database.db.bot.findFirstOrThrow({ where: { tenantId: userId } })
  expect(created).toBe(`/bots/${botId}`)
  const command = formOf({ botId })
  const status = async () => (await database.db.bot.findUniqueOrThrow({ where: { id: botId } })).status
  expect(await pauseBotAction(idle, command)).toMatchObject({ status: 'success' })
  expect(await status()).toBe('PAUSED')
  expect(await resumeBotAction(idle, command)).toMatchObject({ status: 'success' })
  expect(await resumeBotAction(idle, command)).toMatchObject({
    status: 'failed',
    message: 'This bot is already running.',
  })
  expect(await closeNowAction(idle, command)).toMatchObject({
    status: 'failed',
    message: 'There is no open deal to close.',
  })
  expect(await updateIntervalAction(idle, formOf({ botId, intervalSec: '60' }))).toMatchObject({
    status: 'success',
  })
  expect(await stopBotAction(idle, formOf({ botId, stopMode: 'sell' }))).toMatchObject({ status: 'invalid' })
  expect(await stopBotAction(idle, formOf({ botId, stopMode: 'close' }))).toMatchObject({ status: 'success' })
  expect(await status()).toBe('STOPPING')
  await database.db.bot.update({ where: { id: botId }, data: { status: 'STOPPED' } })
  expect(await startBotAction(idle, command)).toMatchObject({ status: 'success' })
  await database.db.bot.update({ where: { id: botId }, data: { status: 'STOPPED' } })
  expect(await leavesTo(() => deleteBotAction(idle, command))).toBe('/bots')
  expect(await status()).toBe('DELETED')
})

test('a faulty form comes back with every fault and what was typed, and makes nothing', async () => {
  const fields = await newBotFields({
    name: '',
    'pairs.0.leverage': '0,5',
    'pairs.0.config.baseOrderSize': '',
    intruder: '1',
    requestKey: 'faulty-form',
  })
  const state = await createBotAction(idle, formOf(fields))
  if (state.status !== 'invalid') throw new Error(messageOf(state))
  expect(state.faults.map(({ field }) => field).toSorted()).toEqual(
    ['', 'name', 'pairs.0.config.baseOrderSize', 'pairs.0.leverage'].toSorted(),
  )
  expect(state.values).toMatchObject({ 'pairs.0.leverage': '0,5', 'pairs.0.symbol': 'SOL/USDT:USDT' })
  expect(await database.db.bot.count({ where: { deletedAt: null } })).toBe(0)
})

test('the settings of the second pair are changed by their own form', async () => {
  const second = pairFields(1, { 'pairs.1.side': 'short' })
  await database.db.user.update({ where: { id: userId }, data: { plan: 'PRO' } })
  await leavesTo(async () =>
    createBotAction(idle, formOf(await newBotFields({ ...second, requestKey: 'second-form' }))),
  )
  const bot = await database.db.bot.findFirstOrThrow({
    where: { tenantId: userId, deletedAt: null },
    include: { pairs: { orderBy: { position: 'asc' } } },
  })
  const {
    'pairs.1.symbol': _symbol,
    'pairs.1.side': _side,
    'pairs.1.leverage': _leverage,
    ...settings
  } = second
  const form = (over: Record<string, string>) =>
    formOf({ botId: bot.id, pairId: bot.pairs[1]?.id ?? '', ...settings, ...over })
  expect(await updatePairSettingsAction(idle, form({ 'pairs.1.config.takeProfitPct': '2' }))).toMatchObject({
    status: 'success',
  })
  const pairs = await database.db.tradingPair.findMany({
    where: { botId: bot.id },
    orderBy: { position: 'asc' },
  })
  expect(pairs.map(({ config }) => (config as { takeProfitPct: number }).takeProfitPct)).toEqual([1.5, 2])
  expect(await updatePairSettingsAction(idle, form({ 'pairs.1.config.stopLossPct': '' }))).toMatchObject({
    status: 'invalid',
    faults: [{ field: 'confirmNoStop' }],
  })
  const confirmed = form({ 'pairs.1.config.stopLossPct': '', confirmNoStop: 'on' })
  expect(await updatePairSettingsAction(idle, confirmed)).toMatchObject({ status: 'success' })
})

test('a paper account is opened from its form', async () => {
  const fields = { label: 'Second', deposit: '2500', 'market.kind': 'simulated', 'market.seed': '7' }
  expect(await createPaperAccountAction(idle, formOf(fields))).toMatchObject({ status: 'success' })
  expect(await createPaperAccountAction(idle, formOf({ label: 'x' }))).toMatchObject({ status: 'invalid' })
  expect(await createPaperAccountAction(idle, formOf({ ...fields, extra: '1' }))).toMatchObject({
    status: 'invalid',
  })
  expect(await database.db.exchangeAccount.count({ where: { tenantId: userId } })).toBe(2)
})

test('what pages ask is answered by the services of the process', async () => {
  const tenant = await tenantOfJob({ tenantId: userId })
  const [card] = await listBotCards(tenant)
  const [account] = await listAccountOptions(tenant)
  const pairId = card?.pairs[0]?.id ?? ''
  expect(await botDetail(tenant, card?.id ?? '')).toMatchObject({
    name: 'Ladder',
    pairs: [{ id: pairId }, {}],
  })
  expect(await dashboardView(tenant, 'paper')).toMatchObject({ equity: '12500', botsRunning: 1 })
  expect(await planUsage(tenant)).toMatchObject({ planName: 'Pro', botsUsed: 1 })
  expect((await listInstruments(tenant, account?.id ?? '')).length).toBeGreaterThan(5)
  expect((await candlesWithMarkers(tenant, card?.id ?? '', pairId, '24h')).candles.length).toBeGreaterThan(
    400,
  )
})

test('the first tick of a started bot runs at the instant it was given and its page tells what it did', async () => {
  const tenant = await tenantOfJob({ tenantId: userId })
  const bot = await database.db.bot.findFirstOrThrow({ where: { tenantId: userId, status: 'RUNNING' } })
  const key = Number(bot.nextRunAt) / 1000
  expect(await server().runTick(bot.id, key)).toEqual({ result: 'done' })
  const detail = await botDetail(tenant, bot.id)
  expect(detail).toMatchObject({ openDeals: 2, status: 'RUNNING' })
  expect(detail?.ticks.at(-1)).toMatchObject({ outcome: 'DONE', at: new Date(key * 1000).toISOString() })
  const [long] = detail?.pairs ?? []
  expect(long?.condition.sentence).toMatch(
    /^Waiting: price [\d.]+ % above safety order 1 at [\d.,]+; take profit at/,
  )
  expect(long?.deal?.lines).toMatchObject({
    average: expect.stringMatching(/^\d/),
    takeProfit: expect.stringMatching(/^\d/),
    nextSafetyOrder: expect.stringMatching(/^\d/),
    stopLoss: expect.stringMatching(/^\d/),
  })
  expect(long?.position).not.toBeNull()
  expect((await listTrades(tenant, bot.id, null)).rows[0]).toMatchObject({ action: 'OPENED', dealNumber: 1 })
  expect(await deleteBotAction(idle, formOf({ botId: bot.id }))).toMatchObject({ status: 'failed' })
})

test('without a session nothing is done', async () => {
  const bots = await database.db.bot.findMany({ orderBy: { id: 'asc' } })
  const botId = bots.find(({ deletedAt }) => deletedAt === null)?.id ?? ''
  const fields = await newBotFields({ requestKey: 'third-form' })
  newRequest({ keepCookies: false })
  const refused = [
    await createBotAction(idle, formOf(fields)),
    await pauseBotAction(idle, formOf({ botId })),
    await stopBotAction(idle, formOf({ botId, stopMode: 'close' })),
    await createPaperAccountAction(idle, formOf({ label: 'x', deposit: '500' })),
  ]
  expect(refused.map(messageOf)).toEqual(refused.map(() => expect.stringContaining('session has ended')))
  expect(await database.db.bot.findMany({ orderBy: { id: 'asc' } })).toEqual(bots)
})
