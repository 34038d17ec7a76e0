import { z } from 'zod'

/** Where a paper account takes its prices from. */
export const paperMarketSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('simulated'), seed: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('live'), exchange: z.enum(['bybit', 'phemex', 'binance', 'kraken']) }),
])

export type PaperMarket = z.output<typeof paperMarketSchema>
