import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** How a block's entries are kept: one canonical text a line, compressed against the text of an earlier block where one is given. */
export function packBody(text: string, base: string | null): Uint8Array<ArrayBuffer> {
  const packed = deflateRawSync(text, base === null ? {} : { dictionary: Buffer.from(base, 'utf8') })
  // Prisma's type of bytes excludes shared memory, which this never is.
  return new Uint8Array(packed)
}

/** The text of a block. Throws when the body is not what was packed, or would grow beyond all measure. */
export function unpackBody(body: Uint8Array, base: string | null): string {
  const options = base === null ? {} : { dictionary: Buffer.from(base, 'utf8') }
  return inflateRawSync(body, { ...options, maxOutputLength: MOST_BYTES }).toString('utf8')
}

/** Fifty pairs with long histories stay far below. */
const MOST_BYTES = 32 * 1024 * 1024
