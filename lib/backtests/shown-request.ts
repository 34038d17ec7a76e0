import { z } from 'zod'
import type { SentValues } from '@/lib/action-state'
import { dataSchema, type BacktestData } from './request'

const pair = z.object({
  symbol: z.string(),
  side: z.enum(['long', 'short']),
  leverage: z.number(),
  strategy: z.string(),
  config: z.record(z.string(), z.unknown()),
})

const schema = z.object({
  data: dataSchema,
  config: z.object({
    deposit: z.number(),
    decisionEverySec: z.number(),
    fees: z.object({ maker: z.number(), taker: z.number() }),
    pairs: z.array(pair),
  }),
})

/** A request as pages show it. Settings are not judged: those of an old run may no longer be ones that could be asked for. */
export type ShownRequest = z.output<typeof schema>

/** Reads a stored request for a page. */
export const shownRequest = (stored: unknown): ShownRequest => schema.parse(stored)

/** Reads a request that a page handed to another in its address; null for anything that is none. */
export function requestOfText(text: unknown): ShownRequest | null {
  if (typeof text !== 'string') return null
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const DAY_MS = 86_400_000

/** A request as the form would have sent it, to fill in a new form. */
export function valuesOfRequest({ data, config }: ShownRequest): SentValues {
  return {
    ...sourceValues(data.source),
    timeframe: data.timeframe,
    from: day(data.from),
    to: day(data.to - 1),
    deposit: String(config.deposit),
    intervalSec: String(config.decisionEverySec),
    feeMaker: percent(config.fees.maker),
    feeTaker: percent(config.fees.taker),
    ...pairValues(config.pairs),
    ...fileValues(data, config.pairs),
  }
}

/** Pairs as a form sends them; a form of a new bot takes them, too. */
export function pairValues(pairs: ShownRequest['config']['pairs']): SentValues {
  const entries = pairs.flatMap((one, index) => [
    [`pairs.${index}.symbol`, one.symbol],
    [`pairs.${index}.side`, one.side],
    [`pairs.${index}.strategy`, one.strategy],
    [`pairs.${index}.leverage`, String(one.leverage)],
    ...Object.entries(one.config).map(([name, value]) => [`pairs.${index}.config.${name}`, text(value)]),
  ])
  return Object.fromEntries(entries) as SentValues
}

function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value) && value.length === 0) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function sourceValues(source: BacktestData['source']): SentValues {
  switch (source.kind) {
    case 'simulated':
      return { source: 'simulated', seed: source.seed }
    case 'exchange':
      return { source: 'exchange', exchange: source.exchange }
    case 'files':
      return { source: 'files' }
  }
}

function fileValues({ source }: BacktestData, pairs: ShownRequest['config']['pairs']): SentValues {
  if (source.kind !== 'files') return {}
  return Object.fromEntries(
    pairs.map(({ symbol }, index) => [`files.${index}`, source.files[symbol]?.id ?? '']),
  )
}

const day = (at: number): string => new Date(Math.floor(at / DAY_MS) * DAY_MS).toISOString().slice(0, 10)

const percent = (share: number): string => String(Number((share * 100).toFixed(6)))
