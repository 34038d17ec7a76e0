import { z } from 'zod'

/** Most bots one message may name. */
export const maxTickItems = 50

/** One bot and the scheduled instant (epoch seconds) its tick belongs to. */
export type TickItem = readonly [botId: string, key: number]

export type TickMessage = {
  readonly v: 1
  readonly kind: 'tick'
  readonly items: readonly TickItem[]
}

const schema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('tick'),
  items: z
    .array(z.tuple([z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), z.int().positive()]))
    .min(1)
    .max(maxTickItems),
})

/** The body of a message that runs the ticks of these bots. */
export function tickMessage(items: readonly TickItem[]): TickMessage {
  return { v: 1, kind: 'tick', items }
}

/** Reads a signed body; null when it is not exactly what `tickMessage` writes. */
export function parseTickMessage(body: string): TickMessage | null {
  try {
    const raw: unknown = JSON.parse(body)
    // A doubled JSON key would silently lose one of its values: signed bodies are taken only in the form we write.
    if (JSON.stringify(raw) !== body) return null
    const parsed = schema.safeParse(raw)
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
