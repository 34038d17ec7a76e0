import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { planFacts } from '@/lib/bots/commands/repository'
import type { PlanUsageView } from '@/lib/bots/views'
import { canTradeIn, planIdOf, planOf } from '@/lib/domain/plans'

/** How much of the tenant's plan is used. */
export async function usageOfPlan(tenant: Tenant): Promise<PlanUsageView> {
  const { plan, bots } = await planFacts(tenant)
  return usageView(plan, bots)
}

/** A stored plan name and the bots that count against it, as pages show them. */
export function usageView(storedPlan: string, botsUsed: number): PlanUsageView {
  const { id, name, limits } = planOf(planIdOf(storedPlan))
  return {
    plan: id,
    planName: name,
    botsUsed,
    botsLimit: limits.bots,
    pairsPerBot: limits.pairsPerBot,
    canTradeLive: canTradeIn(id, 'live'),
  }
}
