import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { decodeCandles } from '@/lib/domain/candles/wire'
import { CandlesUnavailable } from './candles-unavailable'

/** Fetches candles from an address on this site. Throws `CandlesUnavailable` with the server's sentence, or one of its own. */
export async function fetchCandles(address: string): Promise<CandleSeries> {
  const answer = await fetch(address, { credentials: 'same-origin' }).catch(() => null)
  if (answer === null) throw new CandlesUnavailable('The server could not be reached for the candles.')
  if (!answer.ok) throw new CandlesUnavailable(await sentenceOf(answer))
  const decoded = decodeCandles(new Uint8Array(await answer.arrayBuffer()))
  if (!decoded.ok) throw new CandlesUnavailable(`The candles arrived damaged. ${decoded.error.message}`)
  return decoded.value
}

async function sentenceOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => null)) as {
    readonly error?: { readonly message?: unknown }
  } | null
  const message = body?.error?.message
  return typeof message === 'string' ? message : `The server gave no candles (answer ${answer.status}).`
}
