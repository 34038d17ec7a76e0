import 'server-only'
import type { PrismaClient } from '@/generated/prisma/client'

const FACT = 'demo'

export type DemoState = 'none' | 'unfinished' | 'ready'

/** Whether this installation has its demo, has none, or was interrupted while making it. */
export async function demoState(db: PrismaClient): Promise<DemoState> {
  const fact = await db.installationFact.findUnique({ where: { key: FACT } })
  if (fact === null) return 'none'
  return fact.value === 'ready' ? 'ready' : 'unfinished'
}

export async function recordDemoState(db: PrismaClient, state: Exclude<DemoState, 'none'>): Promise<void> {
  await db.installationFact.upsert({
    where: { key: FACT },
    create: { key: FACT, value: state },
    update: { value: state, updatedAt: new Date() },
  })
}

/** A demo is made on an installation nobody uses yet. */
export async function isUnused(db: PrismaClient): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) === null
}

/** Removes what an interrupted attempt left of the demo account's trading. */
export async function clearDemo(db: PrismaClient, tenantId: string): Promise<void> {
  await db.$transaction([
    db.trade.deleteMany({ where: { tenantId } }),
    db.fundingPayment.deleteMany({ where: { tenantId } }),
    db.botLog.deleteMany({ where: { tenantId } }),
    db.equityPoint.deleteMany({ where: { tenantId } }),
    db.bot.deleteMany({ where: { tenantId } }),
    db.exchangeAccount.deleteMany({ where: { tenantId } }),
  ])
}

/** Gives the demo account the plan that lets it show several bots. */
export async function giveDemoPlan(db: PrismaClient, tenantId: string): Promise<void> {
  await db.user.updateMany({ where: { id: tenantId, isDemo: true }, data: { plan: 'PRO' } })
}
