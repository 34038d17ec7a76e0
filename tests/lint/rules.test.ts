import { brokenRules, type Snippet } from './lint'

type Bad = readonly [rule: string, path: string, code: string]

const imports = 'no-restricted-imports'
const properties = 'no-restricted-properties'
const globals = 'no-restricted-globals'
const syntax = 'no-restricted-syntax'
const domain = 'lib/domain/orders/diff.ts'

const directions: readonly Bad[] = [
  [imports, 'lib/bots/service.ts', `export { Page } from '@/app/(dashboard)/page'`],
  [imports, 'lib/bots/service.ts', `export { Page } from '../../app/(dashboard)/page'`],
  [imports, 'lib/bots/views.ts', `export { Badge } from '@/components/ui/badge'`],
  [imports, 'lib/server.ts', `export { Badge } from '@/components/ui/badge'`],
  [imports, 'lib/bots/repository.ts', `export { Badge } from '@/components/ui/badge'`],
  [imports, 'lib/bots/service.ts', `export { paper } from '@/lib/adapters/exchange/paper/exchange'`],
  [imports, 'lib/bots/service.ts', `export { paper } from '../adapters/exchange/paper/exchange'`],
  [imports, 'lib/db.ts', `export { paper } from './adapters/exchange/paper/exchange'`],
  [imports, 'lib/bots/repository.ts', `export { paper } from '@/lib/adapters/exchange/paper/exchange'`],
  [imports, 'app/api/jobs/tick/route.ts', `export { x } from '@/lib/adapters/dispatcher/qstash/dispatcher'`],
  [imports, 'instrumentation.node.ts', `export { x } from './lib/adapters/dispatcher/qstash/dispatcher'`],
  [imports, 'components/trading/bot-card.tsx', `export { stop } from '@/app/(dashboard)/bots/actions'`],
  [imports, 'components/trading/bot-card.tsx', `export { botsOf } from '@/lib/bots/repository'`],
  [imports, 'app/(dashboard)/bots/page.tsx', `export { botsOf } from '@/lib/bots/repository'`],
  [imports, 'app/(dashboard)/bots/page.tsx', `export { db } from '@/lib/db'`],
  [imports, 'app/api/auth/[...nextauth]/route.ts', `export { db } from '@/lib/db'`],
  [imports, 'lib/adapters/exchange/paper/exchange.ts', `export { exchangeOf } from '@/lib/server'`],
  [imports, 'lib/bots/service.ts', `import { db } from '@/lib/db'\nexport const bots = () => db().bot`],
  [imports, 'lib/bots/service.ts', `import * as database from '../db'\nexport const { db } = database`],
  [imports, 'lib/auth/tenant.ts', `export { db } from '@/lib/db'`],
  [imports, 'lib/adapters/exchange/paper/exchange.ts', `export { createDatabase } from '@/lib/db'`],
  [imports, 'lib/ports/exchange.ts', `export { botsOf } from '@/lib/bots/service'`],
]

const singlePlaces: readonly Bad[] = [
  [imports, 'lib/bots/service.ts', `export { PrismaClient } from '@prisma/client'`],
  [imports, 'lib/bots/service.ts', `export { PrismaClient } from '@/generated/prisma/client'`],
  [imports, 'lib/bots/bot-repository.ts', `export { PrismaClient } from '../../generated/prisma/client'`],
  [imports, 'lib/adapters/exchange/paper/exchange.ts', `export { Prisma } from '@/generated/prisma/client'`],
  [imports, 'lib/server.ts', `export { Pool } from 'pg'`],
  [imports, 'app/(dashboard)/page.tsx', `export type { Bot } from '@prisma/client'`],
  [imports, 'lib/bots/service.ts', `export { bybit } from 'ccxt'`],
  [imports, 'lib/bots/repository.ts', `export { bybit } from 'ccxt'`],
  [imports, 'lib/server.ts', `export { Client } from '@upstash/qstash'`],
  [imports, 'app/api/webhooks/stripe/route.ts', `export { Stripe } from 'stripe'`],
  [imports, 'lib/ticks/run-tick.ts', `export { RateLimiterMemory } from 'rate-limiter-flexible'`],
  [imports, 'lib/bots/service.ts', `export { auth } from 'next-auth'`],
  [imports, 'lib/adapters/payments/stripe.ts', `export { auth } from 'next-auth'`],
  [imports, 'app/(auth)/sign-in/actions.ts', `export { signIn } from 'next-auth/react'`],
  [imports, 'lib/ticks/run-tick.ts', `export { pino } from 'pino'`],
  [imports, 'lib/ticks/run-tick.ts', `export { env } from 'node:process'`],
  [syntax, 'lib/ticks/run-tick.ts', `export const load = () => import('ccxt')`],
  [syntax, 'lib/bots/repository.ts', `export const load = () => import('ccxt')`],
  [syntax, 'lib/ticks/run-tick.ts', `export type Market = import('ccxt').Market`],
  [syntax, 'app/api/health/route.ts', `export const load = () => import('@upstash/redis')`],
  [syntax, 'lib/ticks/run-tick.ts', `export const load = () => import('@prisma/client')`],
  [syntax, 'lib/adapters/exchange/paper/exchange.ts', `export const load = () => import('@prisma/client')`],
  [syntax, 'lib/bots/service.ts', `export const load = () => import('next-auth')`],
  [properties, 'lib/bots/service.ts', `export const url = process.env.DATABASE_URL`],
  [properties, 'lib/bots/service.ts', `export const { env } = process`],
  [properties, 'lib/adapters/dispatcher/qstash/dispatcher.ts', `export const token = process['env'].TOKEN`],
  [properties, 'app/page.tsx', `export const url = process.env.APP_ORIGIN`],
  [properties, 'middleware.ts', `export const url = process.env.APP_ORIGIN`],
  ['no-console', 'lib/ticks/run-tick.ts', `console.log('tick')`],
]

const purity: readonly Bad[] = [
  [imports, domain, `export { step } from '../perpetuals/quantize'`],
  [imports, domain, `export { newId } from '@/lib/ids'`],
  [imports, domain, `export { readFileSync } from 'node:fs'`],
  [imports, domain, `export { useState } from 'react'`],
  [imports, 'lib/domain/strategies/dca/repository.ts', `export { PrismaClient } from '@prisma/client'`],
  [properties, domain, `export const now = () => Date.now()`],
  [properties, domain, `export const roll = () => Math.random()`],
  [properties, domain, `const { random } = Math\nexport const roll = () => random()`],
  [globals, domain, `export const load = () => fetch('/prices')`],
  [globals, domain, `export const load = () => globalThis.fetch('/prices')`],
  [globals, domain, `export const memory = () => process.memoryUsage()`],
  [globals, domain, `export const later = (run: () => void) => setTimeout(run, 1)`],
  [globals, domain, `console.log('decided')`],
  [globals, domain, `export const id = () => crypto.randomUUID()`],
  [globals, domain, `export const now = () => performance.now()`],
  [syntax, domain, `export const load = () => import('decimal.js')`],
  [syntax, domain, `export const load = () => import('ccxt')`],
  [syntax, domain, `export const now = () => new Date()`],
  [syntax, domain, `export const now = () => Date()`],
  [syntax, domain, `export const hour = (time: Date) => time.getHours()`],
  [syntax, domain, `export const start = new Date(2026, 0, 1)`],
  [syntax, domain, `export const shown = (price: number) => price.toLocaleString()`],
]

const virtualTime: readonly Bad[] = [
  [properties, 'lib/ticks/run-tick.ts', `export const now = () => Date.now()`],
  [properties, 'lib/ticks/run-tick.ts', `export const url = process.env.DATABASE_URL`],
  [properties, 'lib/bots/repository.ts', `export const now = () => Date.now()`],
  [syntax, 'lib/deals/service.ts', `export const now = () => new Date()`],
  [syntax, 'lib/bots/repository.ts', `export const now = () => new Date()`],
]

const safety: readonly Bad[] = [
  ['@typescript-eslint/no-explicit-any', 'lib/bots/service.ts', `export const read = (row: any) => row.id`],
  ['@typescript-eslint/no-non-null-assertion', 'lib/bots/service.ts', `export const a = (x?: string) => x!`],
  ['@typescript-eslint/ban-ts-comment', 'lib/bots/service.ts', `// @ts-ignore\nexport const a = 1`],
  ['@typescript-eslint/ban-ts-comment', domain, `// @ts-expect-error because\nexport const a: 2 = 1`],
  ['@typescript-eslint/ban-ts-comment', 'tests/domain/a.test.ts', `// @ts-expect-error\nexport const a = 1`],
  ['@typescript-eslint/no-unused-vars', 'lib/bots/service.ts', `const unused = 1`],
  ['@typescript-eslint/no-require-imports', 'lib/bots/service.ts', `export const ccxt = require('ccxt')`],
  [globals, 'lib/bots/service.ts', `export const price = parseFloat('1x')`],
  [globals, domain, `export const price = parseFloat('1x')`],
  [properties, 'components/trading/ladder.tsx', `export const price = Number.parseFloat('1x')`],
  [properties, 'lib/env.ts', `export const port = Number.parseFloat('1x')`],
  [
    syntax,
    'lib/adapters/payments/stripe/webhook.ts',
    `import Stripe from 'stripe'\nexport const read = (s: Stripe) => s.webhooks.constructEventWithoutVerification('{}')`,
  ],
  [syntax, 'tests/features/a.test.ts', `export const s = { x: { constructEventWithoutVerification: 1 } }`],
  [
    'react/no-unstable-nested-components',
    'components/trading/list.tsx',
    `export function List() {\n  function Row() {\n    return <li>row</li>\n  }\n  return <Row />\n}`,
  ],
  [syntax, 'tests/features/a.test.ts', `jest.mock('@/lib/bots/repository')`],
  [syntax, 'tests/features/a.test.ts', `jest.mock('./clock', () => ({}))`],
  [syntax, 'tests/features/a.test.ts', `test.only('one', () => undefined)`],
  ['no-console', 'lib/bots/service.ts', `/* eslint-disable */\nconsole.log('hidden')`],
]

const typed: readonly Bad[] = [
  [
    '@typescript-eslint/no-floating-promises',
    'lib/bots/lint-probe.ts',
    `export function stop(save: () => Promise<void>) {\n  save()\n}`,
  ],
  [
    '@typescript-eslint/no-misused-promises',
    'lib/bots/lint-probe.ts',
    `export const check = (isDue: () => Promise<boolean>) => (isDue() ? 1 : 2)`,
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'lib/bots/lint-probe.ts',
    `export function sign(side: 'long' | 'short') {\n  switch (side) {\n    case 'long':\n      return 1\n  }\n  return 0\n}`,
  ],
  [
    '@typescript-eslint/return-await',
    'lib/bots/lint-probe.ts',
    `export async function place(send: () => Promise<number>) {\n  try {\n    return send()\n  } catch {\n    return 0\n  }\n}`,
  ],
]

const good: readonly Snippet[] = [
  { path: 'lib/server.ts', code: `export { paper } from '@/lib/adapters/exchange/paper/exchange'` },
  { path: 'lib/db.ts', code: `export { PrismaClient } from '@/generated/prisma/client'` },
  { path: 'lib/bots/repository.ts', code: `export { db } from '@/lib/db'` },
  { path: 'lib/bots/repository.ts', code: `export { Prisma } from '@/generated/prisma/client'` },
  { path: 'lib/bots/service.ts', code: `export type { Database } from '@/lib/db'` },
  { path: 'lib/auth/session.ts', code: `export const now = () => new Date()` },
  { path: 'lib/auth/repository.ts', code: `export { Prisma } from '@/generated/prisma/client'` },
  { path: 'lib/adapters/database/embedded.ts', code: `export { Pool } from 'pg'` },
  {
    path: 'lib/adapters/exchange/paper/store.ts',
    code: `export { Prisma } from '@/generated/prisma/client'`,
  },
  { path: 'lib/adapters/dispatcher/embedded/store.ts', code: `export { db } from '@/lib/db'` },
  { path: 'lib/adapters/exchange/ccxt/exchange.ts', code: `export const load = () => import('ccxt')` },
  { path: 'lib/adapters/dispatcher/qstash/dispatcher.ts', code: `export { Client } from '@upstash/qstash'` },
  { path: 'lib/auth/config.ts', code: `export { default } from 'next-auth'` },
  { path: 'app/api/auth/[...nextauth]/route.ts', code: `export { default } from 'next-auth'` },
  { path: 'middleware.ts', code: `export { default } from 'next-auth'` },
  { path: 'lib/log.ts', code: `export { pino } from 'pino'` },
  { path: 'lib/env.ts', code: `export const url = process.env.DATABASE_URL` },
  { path: 'instrumentation.ts', code: `export const isNode = process.env.NEXT_RUNTIME === 'nodejs'` },
  { path: 'scripts/start.ts', code: `export const env = { ...process.env, PORT: '3000' }` },
  {
    path: 'tests/features/a.test.ts',
    code: `import { bybit } from 'ccxt'\nexport const exchange = new bybit()`,
  },
  { path: 'tests/features/a.test.ts', code: `jest.mock('next/headers')` },
  { path: 'app/(dashboard)/bots/page.tsx', code: `export { botCards } from '@/lib/bots/views'` },
  {
    path: 'components/trading/ladder.tsx',
    code: `export { ladder } from '@/lib/domain/strategies/dca/ladder'`,
  },
  { path: domain, code: `import { Decimal } from 'decimal.js'\nexport const zero = new Decimal(0)` },
  { path: domain, code: `export { ok } from '@/lib/domain/result'\nexport { key } from './order'` },
  { path: domain, code: `export const at = (ms: number) => new Date(ms).toISOString()` },
  { path: domain, code: `export const hour = (time: Date) => time.getUTCHours()` },
  { path: domain, code: `export const shown = (price: number) => price.toLocaleString('en-US')` },
  { path: domain, code: `export const clamp = (x: number) => Math.max(0, x)` },
  {
    path: 'lib/bots/lint-probe.ts',
    typed: true,
    code: `export async function stop(save: () => Promise<void>) {\n  await save()\n}`,
  },
]

const bad: readonly Snippet[] = [
  ...[...directions, ...singlePlaces, ...purity, ...virtualTime, ...safety].map(([, path, code]) => ({
    path,
    code,
  })),
  ...typed.map(([, path, code]) => ({ path, code, typed: true })),
]
const rules = [...directions, ...singlePlaces, ...purity, ...virtualTime, ...safety, ...typed].map(
  ([rule]) => rule,
)

let broken: string[][] = []
beforeAll(() => {
  broken = brokenRules([...bad, ...good])
}, 60_000)

test.each(bad.map(({ path, code }, index) => [rules[index] ?? '', path, inOneLine(code), index] as const))(
  '%s refuses in %s: %s',
  (rule, _path, _code, index) => {
    expect(broken[index]).toContain(rule)
  },
)

test.each(good.map(({ path, code }, index) => [path, inOneLine(code), bad.length + index] as const))(
  'nothing is held against %s: %s',
  (_path, _code, index) => {
    expect(broken[index]).toEqual([])
  },
)

function inOneLine(code: string) {
  return code.replace(/\s+/g, ' ')
}
