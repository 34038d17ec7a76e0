import { z } from 'zod'
import type { OutMessage } from '@/lib/ports/dispatcher'

const schema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('backtest'),
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
})

/** Longer than the route may run. */
const TIMEOUT_SECONDS = 125

/** The message that runs a stored back-test. `turn` tells the messages of one run apart: each is delivered at least once. */
export const backtestMessage = (id: string, turn: string, notBefore?: Date): OutMessage => ({
  route: '/api/jobs/backtest',
  body: { v: 1, kind: 'backtest', id },
  dedupId: `${id}_${turn}`,
  flowKey: 'backtests',
  timeoutSeconds: TIMEOUT_SECONDS,
  ...(notBefore === undefined ? {} : { notBefore }),
})

/** The id in a signed body; null when it is not exactly what `backtestMessage` writes. */
export function parseBacktestMessage(body: string): string | null {
  try {
    const raw: unknown = JSON.parse(body)
    if (JSON.stringify(raw) !== body) return null
    const parsed = schema.safeParse(raw)
    return parsed.success ? parsed.data.id : null
  } catch {
    return null
  }
}
