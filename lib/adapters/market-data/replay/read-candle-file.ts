import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { parseCandles, type CandleFault, type CandleFile } from '@/lib/domain/candles/parse-candles'
import { fail, ok, type Result } from '@/lib/domain/result'

/** Why no candles came out of a file. `message` names the file and, for a fault in its content, the line. */
export type CandleFileFailure =
  | {
      readonly kind: 'missing' | 'unreadable' | 'empty' | 'too-large' | 'damaged'
      readonly message: string
    }
  | { readonly kind: 'malformed'; readonly fault: CandleFault; readonly message: string }

/** Five million candles of real markets take about 300 MB of text; a small archive may unpack to a thousand times its size. */
const MAX_TEXT_BYTES = 400 * 1024 * 1024

/** Reads candles from a `.csv` or gzipped `.csv.gz` file (told apart by content). Outside faults are values; nothing is thrown for them. */
export async function readCandleFile(
  path: string,
  maxBytes = MAX_TEXT_BYTES,
): Promise<Result<CandleFile, CandleFileFailure>> {
  const packed = await contentOf(path, maxBytes)
  if (!packed.ok) return packed
  const unpacked = await unpack(path, packed.value, maxBytes)
  if (!unpacked.ok) return unpacked
  if (unpacked.value.length === 0) return refuse('empty', path, 'is empty')
  const parsed = parseCandles(unpacked.value.toString('utf8'))
  if (parsed.ok) return parsed
  return fail({ kind: 'malformed', fault: parsed.error, message: `${path}: ${parsed.error.message}` })
}

const refuse = (
  kind: Exclude<CandleFileFailure['kind'], 'malformed'>,
  path: string,
  what: string,
): Result<never, CandleFileFailure> => fail({ kind, message: `${path} ${what}.` })

const tooLarge = (path: string, maxBytes: number) =>
  refuse(
    'too-large',
    path,
    `holds more than ${Math.floor(maxBytes / 1024 / 1024)} MB of candles, the most that is read; split it`,
  )

async function contentOf(path: string, maxBytes: number): Promise<Result<Buffer, CandleFileFailure>> {
  try {
    const facts = await stat(path)
    if (facts.isDirectory()) return refuse('unreadable', path, 'is a folder, not a file')
    if (!facts.isFile()) return refuse('unreadable', path, 'is no ordinary file')
    if (facts.size > maxBytes) return tooLarge(path, maxBytes)
    return ok(await readFile(path))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('missing', path, 'does not exist')
    if (code === 'EACCES' || code === 'EPERM')
      return refuse('unreadable', path, 'may not be read (no permission)')
    return refuse('unreadable', path, `could not be read (${code})`)
  }
}

async function unpack(
  path: string,
  content: Buffer,
  maxBytes: number,
): Promise<Result<Buffer, CandleFileFailure>> {
  const isGzip = content[0] === 0x1f && content[1] === 0x8b
  if (!isGzip) {
    const lies = path.toLowerCase().endsWith('.gz') && content.length > 0
    return lies ? refuse('damaged', path, 'is named .gz but is not gzip data') : ok(content)
  }
  try {
    return ok(await promisify(gunzip)(content, { maxOutputLength: maxBytes }))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(path, maxBytes)
    return refuse('damaged', path, `is damaged gzip data (${code})`)
  }
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown error'
}
