import { seal } from '@/lib/crypto'
import { checkKeys } from '@/lib/installation/check-keys'
import type { KeyRing } from '@/lib/key-ring'
import type { TestDatabase } from '@/tests/support/database'
import { startInstallation } from '../auth/environment'

const k1: KeyRing = [{ id: 'k1', key: Buffer.alloc(32, 1) }]
const wrongK1: KeyRing = [{ id: 'k1', key: Buffer.alloc(32, 2) }]
const k2: KeyRing = [{ id: 'k2', key: Buffer.alloc(32, 3) }]

let database: TestDatabase
beforeAll(async () => {
  database = await startInstallation()
})
beforeEach(() => database.reset())
afterAll(() => database.close())

async function storeCredentials(ring: KeyRing): Promise<void> {
  const tenantId = 'usr_1'
  await database.db.user.create({ data: { id: tenantId, email: 'a@example.com', passwordHash: '' } })
  const of = { table: 'exchange_accounts', field: 'credentials', tenantId, recordId: 'acc_1' }
  await database.db.exchangeAccount.create({
    data: {
      id: 'acc_1',
      tenantId,
      label: 'Live',
      exchange: 'bybit',
      environment: 'live',
      credentials: seal('x', of, ring),
    },
  })
}

test('the first start remembers the key, later starts with it pass', async () => {
  expect(await checkKeys(k1)).toMatchObject({ ok: true })
  await storeCredentials(k1)
  expect(await checkKeys(k1)).toMatchObject({ ok: true })
  expect(await checkKeys([k2[0], k1[0]])).toMatchObject({ ok: true })
})

test('a start with another key under the same id is refused and names the id', async () => {
  await checkKeys(k1)
  const refused = await checkKeys(wrongK1)
  expect(refused).toMatchObject({
    ok: false,
    error: { kind: 'key-wrong', message: expect.stringContaining('k1') },
  })
})

test('a start without the key of stored credentials is refused and names the id', async () => {
  await checkKeys(k1)
  await storeCredentials(k1)
  const refused = await checkKeys(k2)
  expect(refused).toMatchObject({
    ok: false,
    error: { kind: 'key-missing', message: expect.stringContaining('k1') },
  })
})
