'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { tenantAction } from '@/lib/action'
import { ok } from '@/lib/domain/result'
import { env } from '@/lib/env'
import { createPaperAccount } from '@/lib/exchange-accounts/service'
import { server } from '@/lib/server'

/** The market comes as `market.kind` with `market.seed` or `market.exchange`; every field is judged by the use case. */
const paperAccountForm = z.strictObject({
  label: z.unknown(),
  deposit: z.unknown(),
  market: z.unknown(),
})

export const createPaperAccountAction = tenantAction(paperAccountForm, async (tenant, input) => {
  const opened = await createPaperAccount(tenant, input, {
    now: server().clock.now(),
    livePrices: env().livePrices !== null,
  })
  if (!opened.ok) return opened
  revalidatePath('/', 'layout')
  return ok('Account opened.')
})
