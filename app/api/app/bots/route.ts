import { tenantOfSession } from '@/lib/auth/tenant'
import { listBotCards } from '@/lib/bots/queries'
import type { BotCardsAnswer } from '@/lib/bots/views'
import { failureResponse } from '@/lib/http/failure-status'

/** Fresh figures of the signed-in user's bots, for pages that are already open. */
export async function GET(): Promise<Response> {
  const tenant = await tenantOfSession()
  if (!tenant.ok) return failureResponse(tenant.error)
  const bots = await listBotCards(tenant.value)
  const answer: BotCardsAnswer = { at: new Date().toISOString(), bots }
  return Response.json(answer, { headers: { 'Cache-Control': 'private, no-store' } })
}
