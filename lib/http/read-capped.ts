import { fail, ok, type Result } from '@/lib/domain/result'

export type BodyFault = { readonly kind: 'too-large' | 'not-utf8' }

/**
 * The body as text of at most `maxBytes`. Route handlers have no limit of their own: without this 50 MB would be read into memory.
 */
export async function readCapped(request: Request, maxBytes: number): Promise<Result<string, BodyFault>> {
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
  try {
    // The byte order mark stays: a signed body must reach the check as it was sent.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return ok(decoder.decode(Buffer.concat(chunks)))
  } catch {
    return fail({ kind: 'not-utf8' })
  }
}
