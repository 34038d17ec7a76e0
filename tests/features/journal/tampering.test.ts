import { packBody, unpackBody } from '@/lib/journal/block-body'
import { journalOf } from '@/tests/support/journal-of'
import { paperBot, type Scene } from '@/tests/support/paper-bot'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let scene: Scene
beforeAll(async () => {
  database = await testDatabase()
  scene = await paperBot(database.db)
  for (const minute of [2_000, 2_001, { low: 1_975, close: 1_985 }, 2_030, 2_001]) await scene.step(minute)
})
afterAll(() => database.close())

type Block = Awaited<ReturnType<typeof database.db.journalBlock.findMany>>[number]

const blocks = () =>
  database.db.journalBlock.findMany({ where: { botId: scene.ids.botId }, orderBy: { sequence: 'asc' } })

/** The faults found while the rows are as `change` leaves them; they are put back afterwards. */
async function faultsAfter(change: () => Promise<unknown>): Promise<string[]> {
  const { db } = database
  const { botId } = scene.ids
  const rows = await blocks()
  const settings = await db.journalSettings.findMany({ where: { botId } })
  const { journalSequence, journalHash, journalAnchor, journalAnchorHash } = await scene.bot()
  try {
    await change()
    const { findings, orders } = await journalOf(db, botId)
    return [
      findings.chainFault?.message ?? '',
      findings.difference?.message ?? '',
      orders.example === null ? '' : 'orders without a decision',
    ].filter((message) => message !== '')
  } finally {
    await db.journalBlock.deleteMany({ where: { botId } })
    await db.journalBlock.createMany({ data: rows })
    await db.journalSettings.deleteMany({ where: { botId } })
    await db.journalSettings.createMany({ data: settings })
    await scene.set({ journalSequence, journalHash, journalAnchor, journalAnchorHash })
  }
}

const update = (block: Block, data: Partial<Block>) =>
  database.db.journalBlock.update({
    where: { botId_sequence: { botId: block.botId, sequence: block.sequence } },
    data,
  })

async function texts(): Promise<{ block: Block; base: string | null; text: string }[]> {
  let first = ''
  return (await blocks()).map((block) => {
    const base = block.base === block.sequence ? null : first
    const text = unpackBody(block.body, base)
    if (base === null) first = text
    return { block, base, text }
  })
}

/** Every leaf of a value with its place. */
function leaves(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [place]
  const inner = Object.entries(value).flatMap(([key, field]) => leaves(field, [...place, key]))
  return inner.length === 0 ? [place] : inner
}

function withLeafChanged(text: string, place: readonly string[]): string {
  const copy = JSON.parse(text) as unknown
  let at = copy as Record<string, unknown>
  for (const key of place.slice(0, -1)) at = at[key] as Record<string, unknown>
  const last = place.at(-1) ?? ''
  const old = at[last]
  at[last] =
    typeof old === 'number'
      ? old + 1
      : typeof old === 'boolean'
        ? !old
        : typeof old === 'string'
          ? `${old}x`
          : 7
  return JSON.stringify(copy)
}

describe('A journal that nobody touched', () => {
  test('holds', async () => {
    expect((await blocks()).length).toBeGreaterThan(6)
    expect(await faultsAfter(async () => undefined)).toEqual([])
  })
})

describe('Whoever changes the journal is found', () => {
  test('at any field of any entry', async () => {
    const all = await texts()
    let tried = 0
    for (const { block, base, text } of all) {
      const places = leaves(JSON.parse(text))
      // Every field of the first entry, then a sample: each is one pass over the whole journal.
      const stride = block.sequence === 1n ? 1 : 23
      for (const place of places.filter((_, index) => index % stride === 0)) {
        const body = packBody(withLeafChanged(text, place), base)
        const faults = await faultsAfter(() => update(block, { body }))
        expect([place.join('.'), faults.length > 0]).toEqual([place.join('.'), true])
        tried += 1
      }
    }
    expect(tried).toBeGreaterThan(100)
  }, 120_000)

  const other = new Uint8Array(32).fill(9)
  test.each<[string, (row: Block) => Promise<unknown>]>([
    ['the hash of a block', (row) => update(row, { hash: other })],
    ['its body', (row) => update(row, { body: new Uint8Array([1, 2, 3]) })],
    ['its number of entries', (row) => update(row, { entries: row.entries + 1 })],
    ['its tick', (row) => update(row, { tickKey: row.tickKey + 60n })],
    ['its instant', (row) => update(row, { at: new Date(row.at.getTime() + 1) })],
    ['its place', (row) => update(row, { sequence: row.sequence + 1_000n })],
    [
      'its being there',
      (row) => database.db.journalBlock.deleteMany({ where: { botId: row.botId, sequence: row.sequence } }),
    ],
  ])('at %s', async (_, change) => {
    for (const row of await blocks()) expect(await faultsAfter(() => change(row))).not.toEqual([])
  })

  test.each<[string, () => Promise<unknown>]>([
    ['the head’s hash', () => scene.set({ journalHash: other })],
    [
      'the head’s number',
      async () => scene.set({ journalSequence: (await scene.bot()).journalSequence + 1n }),
    ],
    ['the anchor', () => scene.set({ journalAnchor: 1n, journalAnchorHash: other })],
    [
      'the newest entries being there',
      async () => {
        const newest = (await blocks()).slice(-2).map(({ sequence }) => sequence)
        await database.db.journalBlock.deleteMany({
          where: { botId: scene.ids.botId, sequence: { in: newest } },
        })
      },
    ],
    [
      'all of them being there',
      () => database.db.journalBlock.deleteMany({ where: { botId: scene.ids.botId } }),
    ],
    [
      'the settings',
      () =>
        database.db.journalSettings.updateMany({
          where: { botId: scene.ids.botId },
          data: { content: '{"takeProfitPct":9}' },
        }),
    ],
    [
      'the settings being there',
      () => database.db.journalSettings.deleteMany({ where: { botId: scene.ids.botId } }),
    ],
  ])('at %s', async (_, change) => {
    expect(await faultsAfter(change)).not.toEqual([])
  })

  test('at an order that nobody decided', async () => {
    const { db } = database
    const [order] = await db.order.findMany({ where: { botId: scene.ids.botId, key: 'safety/3' } })
    if (order === undefined) throw new Error('no such order')
    const quantity = order.quantity
    await db.order.update({ where: { id: order.id }, data: { quantity: quantity.add(1) } })
    const { orders } = await journalOf(db, scene.ids.botId)
    await db.order.update({ where: { id: order.id }, data: { quantity } })
    expect(orders.unexplained).toBe(1)
    expect(orders.example).toContain('ETH/USDT:USDT long safety/3')
  })

  test('who passes one bot’s journal off as another’s', async () => {
    const twin = await paperBot(database.db)
    const { journalSequence, journalHash } = await scene.bot()
    await database.db.journalBlock.createMany({
      data: (await blocks()).map((row) => ({ ...row, botId: twin.ids.botId })),
    })
    await twin.set({ journalSequence, journalHash })
    expect((await journalOf(database.db, twin.ids.botId)).findings.chainFault?.sequence).toBe(1)
  })
})
