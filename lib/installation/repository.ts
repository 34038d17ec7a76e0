import { db } from '@/lib/db'

/** Stores the fact unless one of that name exists, and returns what is stored now. */
export async function factOrFirst(key: string, value: string): Promise<unknown> {
  await db().installationFact.createMany({ data: [{ key, value }], skipDuplicates: true })
  return (await db().installationFact.findUnique({ where: { key } }))?.value ?? null
}

/** The ids of the keys that stored credentials were encrypted with. */
export async function keyIdsInUse(): Promise<string[]> {
  const rows = await db().$queryRaw<{ kekId: string | null }[]>`
    SELECT DISTINCT credentials->>'kekId' AS "kekId" FROM exchange_accounts WHERE jsonb_typeof(credentials) = 'object'`
  return rows.flatMap((row) => (row.kekId === null ? [] : [row.kekId]))
}
