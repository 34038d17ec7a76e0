import 'server-only'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Tenant } from '@/lib/auth/tenant'
import { breathe } from '@/lib/candles/breathe'
import { window } from '@/lib/domain/candles/aggregate-candles'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Gap } from '@/lib/domain/candles/detect-grid'
import { readingCandles } from '@/lib/domain/candles/parse-candles'
import { encodeCandles } from '@/lib/domain/candles/wire'
import { enteredName } from '@/lib/domain/entered-name'
import type { CandleUploadId } from '@/lib/domain/ids'
import { planIdOf, planOf, plans, type PlanId } from '@/lib/domain/plans'
import { fail, ok, type Result } from '@/lib/domain/result'
import { newId } from '@/lib/ids'
import { insertUpload, type UploadPart } from './repository'

/** `field` names the input of the form that is to blame; none where it is the plan or the account. */
export type UploadFailure = {
  readonly kind: 'invalid' | 'limit-reached' | 'refused'
  readonly field: 'name' | 'symbol' | 'file' | null
  readonly message: string
}

/** Bytes that are taken over the wire, and what they may unpack to. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024
const MAX_TEXT_BYTES = 128 * 1024 * 1024
export const MAX_FILE_NAME = 80
const ROWS_PER_STEP = 20_000
const CANDLES_PER_PART = 20_000
const GAPS_KEPT = 20

/**
 * Keeps a CSV or gzipped CSV of candles as the tenant's. A faulty line is named; nothing is repaired. Works in small steps, so that ticks
 * of bots go on meanwhile.
 */
export async function addUpload(
  tenant: Tenant,
  input: { readonly name: unknown; readonly symbol: unknown; readonly content: Buffer; readonly at: number },
): Promise<Result<CandleUploadId, UploadFailure>> {
  const name = enteredName(input.name, MAX_FILE_NAME)
  if (!name.ok) return invalid('name', name.error.message)
  const symbol = readSymbol(input.symbol)
  if (symbol === null) return invalid('symbol', 'Write the market like BTC/USDT:USDT.')
  const text = await textOf(input.content)
  if (!text.ok) return text
  const parsed = await parse(text.value)
  if (!parsed.ok) return invalid('file', parsed.error.message)
  const { series, gaps } = parsed.value
  const plan = planIdOf(tenant.plan)
  if (series.length > planOf(plan).backtests.candlesPerFile) return tooManyCandles(plan, series.length)
  const id = newId('upl')
  const inserted = await insertUpload(tenant, {
    ...{ id, name: name.value, symbol, createdAt: new Date(input.at) },
    ...{ ...factsOf(series), parts: await partsOf(series) },
    ...{ missing: missingBars(gaps), gaps: gaps.slice(0, GAPS_KEPT) },
  })
  switch (inserted.kind) {
    case 'inserted':
      return ok(id)
    case 'not-active':
      return fail({
        kind: 'refused',
        field: null,
        message: 'Your account is not active, so nothing was kept.',
      })
    case 'limit':
      return fail({ kind: 'limit-reached', field: null, message: filesLimitSentence(inserted.plan) })
  }
}

/** "Free keeps 2 candle files. Basic keeps 10." */
export function filesLimitSentence(plan: PlanId): string {
  const { name, backtests } = planOf(plan)
  const bigger = plans.find((other) => other.backtests.files > backtests.files)
  const offer = bigger === undefined ? '' : ` ${bigger.name} keeps ${bigger.backtests.files}.`
  return `${name} keeps ${backtests.files} candle files. Delete one first.${offer}`
}

const invalid = (field: 'name' | 'symbol' | 'file', message: string) =>
  fail({ kind: 'invalid', field, message })

function readSymbol(input: unknown): string | null {
  const symbol = typeof input === 'string' ? input.trim().toUpperCase() : ''
  if (!/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?$/.test(symbol)) return null
  // Bots trade perpetuals: candles of the spot market are taken for those of the perpetual settled in the quote coin.
  return symbol.includes(':') ? symbol : `${symbol}:${symbol.split('/')[1] ?? ''}`
}

async function textOf(content: Buffer): Promise<Result<string, UploadFailure>> {
  if (content.length === 0) return invalid('file', 'The file is empty.')
  const isGzip = content[0] === 0x1f && content[1] === 0x8b
  try {
    const plain = isGzip ? await promisify(gunzip)(content, { maxOutputLength: MAX_TEXT_BYTES }) : content
    // Candles are digits: any other letter is a fault of its line in every encoding.
    return ok(plain.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, ''))
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
    const tooLarge = code === 'ERR_BUFFER_TOO_LARGE'
    return invalid(
      'file',
      tooLarge
        ? `The file unpacks to more than ${MAX_TEXT_BYTES / 1024 / 1024} MB, the most that is read; split it.`
        : 'The file is damaged gzip data.',
    )
  }
}

async function parse(text: string) {
  const reading = readingCandles(text, ROWS_PER_STEP)
  for (;;) {
    const step = reading.next()
    if (step.done === true) return step.value
    await breathe()
  }
}

async function partsOf(series: CandleSeries): Promise<UploadPart[]> {
  const parts: UploadPart[] = []
  for (let start = 0; start < series.length; start += CANDLES_PER_PART) {
    const part = window(series, start, Math.min(series.length, start + CANDLES_PER_PART))
    const { firstOpen, lastOpen } = factsOf(part)
    parts.push({ firstOpen, lastOpen, candles: encodeCandles(part) })
    await breathe()
  }
  return parts
}

const factsOf = ({ barMs, length, openTime }: CandleSeries) => ({
  ...{ barMs, count: length },
  firstOpen: openTime[0] ?? 0,
  lastOpen: openTime[length - 1] ?? 0,
})

const missingBars = (gaps: readonly Gap[]): number => gaps.reduce((sum, gap) => sum + gap.missingBars, 0)

function tooManyCandles(plan: PlanId, count: number): Result<never, UploadFailure> {
  const { name, backtests } = planOf(plan)
  const most = backtests.candlesPerFile.toLocaleString('en-US')
  return fail({
    kind: 'limit-reached',
    field: 'file',
    message: `The file holds ${count.toLocaleString('en-US')} candles; ${name} takes ${most} in one file. Split it, or use longer candles.`,
  })
}
