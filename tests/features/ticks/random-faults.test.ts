import { mulberry32 } from '@/lib/domain/random'
import { FaultyLine, type Fault } from '@/tests/support/faulty-exchange'
import { IoPoints, Killed, throughPoints } from '@/tests/support/io-points'
import { paperBot, type Scene } from '@/tests/support/paper-bot'
import { settled } from '@/tests/support/tick-scenarios'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const SEEDS = 100
const TICKS = 12
const lineFaults: readonly Fault[] = ['lost', 'late', 'answer-lost', 'half-answered', 'twice']

/** What one seed decides: how often each thing goes wrong, where the price goes, what the owner does. */
class Fate {
  private readonly random: () => number
  private readonly rates: Record<'crash' | 'pause' | 'line' | 'silence' | 'again' | 'command', number>

  constructor(seed: number) {
    this.random = mulberry32(seed)
    const rate = () => this.one([0, 0, 0.02, 0.08, 0.25])
    this.rates = { crash: rate(), pause: rate(), line: rate(), silence: rate(), again: rate(), command: 0.1 }
  }

  one<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)] as T
  }

  happens(what: keyof Fate['rates']): boolean {
    return this.random() < this.rates[what]
  }

  upTo(most: number): number {
    return Math.floor(this.random() * most)
  }
}

async function runSeed(seed: number): Promise<string[]> {
  const fate = new Fate(seed)
  const side = fate.one(['long', 'short'] as const)
  const scene = await paperBot(database.db, {
    pairs: [{ side, config: { cooldownSec: fate.one([0, 120]) } }],
  })
  const line = new FaultyLine((call) => {
    if (call === 'submit') return fate.happens('line') ? fate.one(lineFaults) : 'none'
    return fate.happens('silence') ? 'lost' : 'none'
  })
  let price = 2_000
  let token = 0n
  const broken: string[] = []
  for (let tick = 0; tick < TICKS; tick += 1) {
    price = Math.round(price * (1 + fate.one([-0.04, -0.015, -0.01, 0, 0.005, 0.015, 0.03])) * 100) / 100
    scene.pass({ close: price, volume: fate.one([0.5, 3, 1_000_000]) })
    if (fate.happens('command')) await command(scene, fate)
    await disturbedTick(scene, fate, line)
    if (fate.happens('again')) await scene.tick()
    if (fate.one([true, false])) await line.arrive()
    const { leaseToken } = await scene.bot()
    if (leaseToken < token) broken.push('I8 the token shrank')
    token = leaseToken
  }
  await line.arrive()
  await scene.expireLease()
  broken.push(...(await settled(scene)), ...(await stopped(scene)))
  return broken.map((sentence) => `seed ${seed}: ${sentence}`)
}

async function command(scene: Scene, fate: Fate): Promise<void> {
  const pair = await scene.pair()
  const closeRequestedAt = new Date()
  const close = () => scene.db.tradingPair.update({ where: { id: pair.id }, data: { closeRequestedAt } })
  await fate.one([
    () => scene.set({ status: 'PAUSED', statusAt: new Date(scene.clock.now()) }),
    () => scene.set({ status: 'RUNNING' }),
    async () => ((await scene.deals()).some(({ endedAt }) => endedAt === null) ? close() : undefined),
  ])()
}

/** One tick of a worker that may die, or stand still until another one has taken over, at any of its calls. */
async function disturbedTick(scene: Scene, fate: Fate, line: FaultyLine): Promise<void> {
  const services = line.services(scene.services)
  const [dies, pauses] = [fate.happens('crash'), fate.happens('pause')]
  if (!dies && !pauses) return void (await scene.tick(services))
  const at = 1 + fate.upTo(60)
  const points = new IoPoints(async (point) => {
    if (point !== at) return
    await scene.expireLease()
    if (dies) throw new Killed()
    scene.clock.set(scene.clock.now() + fate.one([1, 20, 60]) * 1_000)
    await scene.tick(line.services(scene.servicesOn(database.db, 'second worker')))
  })
  await scene.tick(throughPoints(services, points)).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  await scene.expireLease()
}

/** In the end the owner stops the bot and closes: it comes to rest, holds nothing and lets its market go. */
async function stopped(scene: Scene): Promise<string[]> {
  await scene.set({ status: 'STOPPING', stopMode: 'close' })
  const broken = await settled(scene)
  const { status } = await scene.bot()
  const { holdsMarket } = await scene.pair()
  const open = (await scene.deals()).filter(({ endedAt }) => endedAt === null).length
  if (status !== 'STOPPED' || holdsMarket || open > 0) {
    broken.push(`stopping ended as ${JSON.stringify({ status, holdsMarket, open })}`)
  }
  return broken
}

describe('Under faults drawn by chance', () => {
  test(`every invariant holds for ${SEEDS} seeds, and no other tenant's row is touched`, async () => {
    const bystander = await paperBot(database.db)
    await bystander.step(2_000)
    const rows = await rowsOf(bystander)
    const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1).values()
    const broken: string[] = []
    const worker = async () => {
      for (const seed of seeds) broken.push(...(await runSeed(seed)))
    }
    await Promise.all(Array.from({ length: 4 }, worker))
    expect(broken).toEqual([])
    expect(await rowsOf(bystander)).toEqual(rows)
  }, 240_000)
})

async function rowsOf({ db, ids }: Scene): Promise<unknown> {
  return db.$queryRaw`
    SELECT (SELECT jsonb_agg(b) FROM bots b WHERE tenant_id = ${ids.tenantId}) AS bots,
      (SELECT jsonb_agg(p) FROM trading_pairs p WHERE tenant_id = ${ids.tenantId}) AS pairs,
      (SELECT jsonb_agg(o ORDER BY id) FROM orders o WHERE tenant_id = ${ids.tenantId}) AS orders,
      (SELECT jsonb_agg(t ORDER BY id) FROM trades t WHERE tenant_id = ${ids.tenantId}) AS trades,
      (SELECT jsonb_agg(l ORDER BY id) FROM bot_logs l WHERE tenant_id = ${ids.tenantId}) AS logs,
      (SELECT jsonb_agg(a) FROM exchange_accounts a WHERE tenant_id = ${ids.tenantId}) AS accounts`
}
