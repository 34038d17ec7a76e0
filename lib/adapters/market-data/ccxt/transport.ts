/** What ccxt needs of a response. */
type TransportResponse = {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly text: () => Promise<string>
}

type TransportRequest = {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string | undefined
}

/** An answer came, but it is not the venue's: an error page, an empty body, cut text, or more than anyone would send. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
}

const MAX_BODY_BYTES = 16 * 1024 * 1024

/**
 * The fetch that ccxt is given. ccxt's own timeout ends at the response headers and it takes any body for an answer, so this one reads the
 * whole body within `timeoutMs`, follows no redirect, and lets a successful response through only if `isAnswer` knows its shape.
 */
export function publicTransport(
  timeoutMs: number,
  isAnswer: (body: unknown, path: string) => boolean,
): (url: string, request: TransportRequest) => Promise<TransportResponse> {
  return async (url, { method, headers, body }) => {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    })
    const text = await readBody(response)
    if (response.status < 400 && !isAnswer(parsed(text), new URL(url).pathname)) {
      throw new TransportError('the body of a successful response is no answer')
    }
    const { status, statusText } = response
    return { status, statusText, headers: response.headers, text: async () => text }
  }
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new TransportError('the body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
