import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import { db } from '@/lib/db'
import type { Gap } from '@/lib/domain/candles/detect-grid'
import type { CandleUploadId } from '@/lib/domain/ids'
import { planIdOf, planOf, type PlanId } from '@/lib/domain/plans'

/** A tenant's candle file as its pages and its readers see it. Instants in milliseconds UTC. */
export type Upload = {
  readonly id: string
  readonly name: string
  readonly symbol: string
  readonly barMs: number
  readonly count: number
  readonly firstOpen: number
  readonly lastOpen: number
  /** Bars missing between the two. */
  readonly missing: number
  /** The first of the holes. */
  readonly gaps: readonly Gap[]
  readonly createdAt: number
}

export type NewUpload = Omit<Upload, 'id' | 'createdAt'> & {
  readonly id: CandleUploadId
  readonly createdAt: Date
  readonly parts: readonly UploadPart[]
}

export type UploadPart = {
  readonly firstOpen: number
  readonly lastOpen: number
  readonly candles: Uint8Array<ArrayBuffer>
}

/** The tenant's files, newest first. */
export async function uploadsOf(tenant: Tenant): Promise<Upload[]> {
  const rows = await db().candleUpload.findMany({
    where: { tenantId: tenant.userId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  return rows.map(asUpload)
}

/** One file of the tenant's; null when it is not his or never was. */
export async function uploadOf(tenant: Tenant, uploadId: string): Promise<Upload | null> {
  const row = await db().candleUpload.findUnique({
    where: { tenantId_id: { tenantId: tenant.userId, id: uploadId } },
  })
  return row && asUpload(row)
}

/** The packed parts of a file that hold candles opening from `from` to before `to`, in order, one at a time. */
export async function* uploadParts(
  tenant: Tenant,
  uploadId: string,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  for (let after = -1; ;) {
    const part = await db().candleUploadPart.findFirst({
      where: {
        ...{ tenantId: tenant.userId, uploadId, position: { gt: after } },
        ...{ lastOpen: { gte: new Date(Math.max(0, from)) }, firstOpen: { lt: new Date(to) } },
      },
      orderBy: { position: 'asc' },
      select: { position: true, candles: true },
    })
    if (part === null) return
    yield part.candles
    after = part.position
  }
}

/** Keeps a file if the plan has room for it; the owner's row is locked first, so of two at once the second sees the first. */
export async function insertUpload(
  tenant: Tenant,
  upload: NewUpload,
): Promise<{ readonly kind: 'inserted' | 'not-active' } | { readonly kind: 'limit'; readonly plan: PlanId }> {
  const tenantId = tenant.userId
  return db().$transaction(
    async (transaction) => {
      const [owner] = await transaction.$queryRaw<{ plan: string; status: string }[]>`
        SELECT plan, status FROM users WHERE id = ${tenantId} FOR UPDATE`
      if (owner?.status !== 'ACTIVE') return { kind: 'not-active' }
      const plan = planIdOf(owner.plan)
      const { files, candlesPerFile } = planOf(plan).backtests
      const used = await transaction.candleUpload.count({ where: { tenantId } })
      if (used >= files || upload.count > candlesPerFile) return { kind: 'limit', plan }
      const { parts, gaps, firstOpen, lastOpen, ...facts } = upload
      await transaction.candleUpload.create({
        data: {
          ...{ ...facts, tenantId, gaps: gaps as unknown as Prisma.InputJsonValue },
          ...{ firstOpen: new Date(firstOpen), lastOpen: new Date(lastOpen) },
        },
      })
      for (const [position, part] of parts.entries()) {
        await transaction.candleUploadPart.create({
          data: {
            ...{ tenantId, uploadId: upload.id, position, candles: part.candles },
            ...{ firstOpen: new Date(part.firstOpen), lastOpen: new Date(part.lastOpen) },
          },
        })
      }
      return { kind: 'inserted' }
    },
    { maxWait: 5_000, timeout: 30_000 },
  )
}

/** Deletes a file with its candles; false when it is not the tenant's. Results that were made of it stay. */
export async function deleteUpload(tenant: Tenant, uploadId: string): Promise<boolean> {
  const { count } = await db().candleUpload.deleteMany({ where: { tenantId: tenant.userId, id: uploadId } })
  return count === 1
}

type Row = Prisma.CandleUploadGetPayload<object>

const asUpload = ({ id, name, symbol, barMs, count, missing, ...row }: Row): Upload => ({
  ...{ id, name, symbol, barMs, count, missing },
  firstOpen: row.firstOpen.getTime(),
  lastOpen: row.lastOpen.getTime(),
  gaps: row.gaps as unknown as Gap[],
  createdAt: row.createdAt.getTime(),
})
