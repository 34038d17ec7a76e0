import type { PriceLine } from '@/components/charts/candle-summary'
import type { OpenDealView } from '@/lib/bots/views'

/** The lines the candle chart draws for a running deal; what is unknown is left out. */
export function priceLinesOf(deal: OpenDealView | null): readonly PriceLine[] {
  if (deal === null) return []
  const { average, takeProfit, nextSafetyOrder, stopLoss, liquidation } = deal.lines
  const lines: readonly (readonly [PriceLine['kind'], string | null])[] = [
    ['average', average],
    ['take-profit', takeProfit],
    ['next-safety-order', nextSafetyOrder],
    ['stop-loss', stopLoss],
    ['liquidation', liquidation],
  ]
  return lines.flatMap(([kind, price]) => (price === null ? [] : [{ kind, price: Number(price) }]))
}
