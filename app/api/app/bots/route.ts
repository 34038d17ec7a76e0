import { tenantOfSession } from '@/lib/auth/tenant'
import { listBotCards } from '@/lib/bots/queries'
import type { BotCardsAnswer } from '@/lib/bots/views'

/** Fresh figures of the signed-in user's bots, for pages that are already open. */
export async function GET(): Promise<Response> {
  const tenant = await tenantOfSession()
  const headers = { 'Cache-Control': 'private, no-store' }
  if (!tenant.ok) return Response.json({ error: tenant.error.kind }, { status: 401, headers })
  const bots = await listBotCards(tenant.value)
  const answer: BotCardsAnswer = { at: new Date().toISOString(), bots }
  return Response.json(answer, { headers })
}
