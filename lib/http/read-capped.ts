import { fail, ok, type Result } from '@/lib/domain/result'

export type BodyFault = { readonly kind: 'too-large' | 'not-utf8' }

/**
 * The body as text of at most `maxBytes`. Route handlers have no limit of their own: without this 50 MB would be read into memory.
 */
export async function readCapped(request: Request, maxBytes: number): Promise<Result<string, BodyFault>> {
  const body = await readCappedBytes(request, maxBytes)
  if (!body.ok) return body
  try {
    // The byte order mark stays: a signed body must reach the check as it was sent.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return ok(decoder.decode(body.value))
  } catch {
    return fail({ kind: 'not-utf8' })
  }
}

/** The body as bytes, at most `maxBytes` of them. */
export async function readCappedBytes(
  request: Request,
  maxBytes: number,
): Promise<Result<Buffer, { readonly kind: 'too-large' }>> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return fail({ kind: 'too-large' })
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      return fail({ kind: 'too-large' })
    }
    chunks.push(read.value)
  }
  return ok(Buffer.concat(chunks))
}
