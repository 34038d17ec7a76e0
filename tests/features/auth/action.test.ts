import { z } from 'zod'
import { adminAction, publicAction, tenantAction } from '@/lib/action'
import { idle, type ActionState } from '@/lib/action-state'
import { fail, ok } from '@/lib/domain/result'
import type { TestDatabase } from '@/tests/support/database'
import { startInstallation } from './environment'
import { register, signIn } from './people'
import { formOf, leavesTo, newRequest } from './request'

jest.mock('next/headers', () => jest.requireActual<typeof import('./request')>('./request').nextHeaders)

let database: TestDatabase
beforeAll(async () => {
  database = await startInstallation()
  await register(database, 'admin@example.com')
  const userId = await register(database, 'ada@example.com')
  await database.db.user.update({ where: { id: userId }, data: { status: 'ACTIVE' } })
})
afterAll(() => database.close())
let calls: unknown[] = []
beforeEach(() => {
  calls = []
  newRequest({ keepCookies: false })
})

const form = z.strictObject({
  name: z.string().max(5, 'At most 5 characters.'),
  apiKey: z.string().optional(),
})
const rename = publicAction(form, async (_visitor, input) => {
  calls.push(input)
  return ok(`Named ${input.name}.`)
})
const messageOf = (state: ActionState) => ('message' in state ? state.message : state.status)

test.each([
  ['no', null],
  ['a foreign', 'https://evil.example'],
  ['an opaque', 'null'],
  ['a longer', 'http://localhost:3000.evil.example'],
])('a call with %s origin is refused before anything else', async (_what, origin) => {
  newRequest({ origin })
  expect(messageOf(await rename(idle, formOf({ name: 'Bot' })))).toMatch(
    /did not come from http:\/\/localhost:3000/,
  )
  expect(calls).toEqual([])
})

test('the inputs React adds are passed over; any other unknown input is refused', async () => {
  const react = { $ACTION_REF_1: '', '$ACTION_1:0': '{}', $ACTION_KEY: 'k' }
  expect(await rename(idle, formOf({ ...react, name: 'Bot' }))).toEqual({
    status: 'success',
    message: 'Named Bot.',
  })
  expect(await rename(idle, formOf({ name: 'Bot', role: 'ADMIN' }))).toMatchObject({ status: 'invalid' })
  expect(calls).toEqual([{ name: 'Bot' }])
})

test('a plain object schema is strict as well', async () => {
  const loose = publicAction(z.object({ name: z.string() }), async () => ok('Done.'))
  expect(await loose(idle, formOf({ name: 'a', role: 'ADMIN' }))).toMatchObject({ status: 'invalid' })
})

test.each([
  ['text', 'name=Bot'],
  ['an object', { name: 'Bot' }],
  ['nothing', undefined],
  ['a list', ['Bot']],
])('a payload that is %s is a form without fields', async (_what, payload) => {
  expect(await rename(idle, payload)).toMatchObject({ status: 'invalid', faults: [{ field: 'name' }] })
})

test('a refused form comes back with what was typed, without secrets', async () => {
  const state = await rename(idle, formOf({ name: 'Too long', apiKey: 'canary-1' }))
  expect(state).toEqual({
    status: 'invalid',
    faults: [{ field: 'name', message: 'At most 5 characters.' }],
    values: { name: 'Too long' },
  })
})

test('dotted names are read as the nested value a schema describes, and faults name them', async () => {
  const pairs = z.strictObject({
    pairs: z.array(z.strictObject({ side: z.enum(['long', 'short'], 'Choose a side.') })),
  })
  const save = publicAction(pairs, async (_visitor, input) => ok(JSON.stringify(input)))
  const good = await save(idle, formOf({ 'pairs.1.side': 'short', 'pairs.0.side': 'long' }))
  expect(messageOf(good)).toBe('{"pairs":[{"side":"long"},{"side":"short"}]}')
  const bad = await save(idle, formOf({ 'pairs.0.side': 'up', '__proto__.polluted': 'x' }))
  expect(bad).toMatchObject({
    status: 'invalid',
    faults: expect.arrayContaining([{ field: 'pairs.0.side', message: 'Choose a side.' }]),
  })
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('an unexpected error is answered with an id to find it by, and nothing of what it said', async () => {
  const broken = publicAction(form, async () => {
    throw new Error('password=hunter2 at /srv/app')
  })
  const state = await broken(idle, formOf({ name: 'Bot' }))
  expect(messageOf(state)).toMatch(/nothing was saved.* req-[0-9a-f]{18}\.$/)
  expect(JSON.stringify(state)).not.toMatch(/hunter2|srv/)
})

test('a refusal is a sentence, or faults beside their fields', async () => {
  const refuse = publicAction(form, async () => fail({ kind: 'conflict', message: 'Taken.' }))
  expect(await refuse(idle, formOf({ name: 'Bot' }))).toEqual({
    status: 'failed',
    message: 'Taken.',
    values: { name: 'Bot' },
  })
  const faults = [{ field: 'name', message: 'Taken.' }]
  const point = publicAction(form, async () => fail({ kind: 'conflict', message: '', faults }))
  expect(await point(idle, formOf({ name: 'Bot' }))).toMatchObject({ status: 'invalid', faults })
})

test('a redirect of the work goes through', async () => {
  const { redirect } = await import('next/navigation')
  const leave = publicAction(form, async () => redirect('/bots'))
  expect(await leavesTo(() => leave(idle, formOf({ name: 'Bot' })))).toBe('/bots')
})

test('a tenant action needs a session and keeps the form when there is none; an admin action needs an administrator', async () => {
  const mine = tenantAction(form, async (tenant) => ok(tenant.userId))
  const theirs = adminAction(form, async (admin) => ok(admin.userId))
  const sent = formOf({ name: 'Bot' })
  for (const action of [mine, theirs]) {
    expect(await action(idle, sent)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('Sign in again'),
      values: { name: 'Bot' },
    })
  }
  await signIn('ada@example.com')
  expect((await mine(idle, sent)).status).toBe('success')
  expect(messageOf(await theirs(idle, sent))).toBe('Only an administrator can do this.')
  await signIn('admin@example.com')
  expect((await theirs(idle, sent)).status).toBe('success')
})

test('more than 120 changes a minute are refused with a time to wait', async () => {
  newRequest({ address: '192.0.2.55' })
  const states: ActionState[] = []
  for (let call = 0; call < 121; call += 1) states.push(await rename(idle, formOf({ name: 'Bot' })))
  expect(states.slice(0, 120).every((state) => state.status === 'success')).toBe(true)
  expect(messageOf(states[120] ?? idle)).toMatch(/Try again in \d+ seconds/)
})
