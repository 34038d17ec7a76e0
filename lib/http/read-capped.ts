/**
 * The body as text, or null when it has more than `maxBytes` (answer 413). Throws a TypeError when it is not UTF-8 (answer 400).
 * Route handlers have no limit of their own: without this 50 MB would be read into memory.
 */
export async function readCapped(request: Request, maxBytes: number): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      return null
    }
    chunks.push(read.value)
  }
  // The byte order mark stays: a signed body must reach the check as it was sent.
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
}
