import 'server-only'
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { fail, ok, type Result } from '@/lib/domain/result'
import { keyRing, type KeyRing } from '@/lib/key-ring'
import { Secret } from '@/lib/secret'

/** Which cell a secret belongs to. Moved to another tenant, record or field, it no longer decrypts. Ids hold no `|`. */
export type SealedFor = {
  readonly table: string
  readonly field: string
  readonly tenantId: string
  readonly recordId: string
}
export type Unreadable = {
  readonly kind: 'unreadable'
  readonly because: 'malformed' | 'unknown-key' | 'not-authentic'
}

const text = z.string().regex(/^[A-Za-z0-9_-]+$/)
const envelopeSchema = z.strictObject({
  v: z.literal(1),
  alg: z.literal('A256GCM'),
  kekId: z.string().regex(/^[a-z0-9-]{1,32}$/),
  ivW: text,
  wrapped: text,
  iv: text,
  ct: z.string().regex(/^[A-Za-z0-9_-]*$/),
  tag: text,
})
/** A secret as it is stored (JSON): encrypted under a key of its own, which is wrapped by the installation's key. */
export type Envelope = z.output<typeof envelopeSchema>

/** Encrypts a text for one cell under the newest key of the ring. `random` is replaced only to reproduce a test vector. */
export function seal(
  plain: string,
  owner: SealedFor,
  ring: KeyRing = keyRing(),
  random: (bytes: number) => Buffer = randomBytes,
): Envelope {
  const { id, key } = ring[0]
  const aad = aadOf(owner, id)
  const dek = random(32)
  const ivW = random(12)
  const iv = random(12)
  const bytes = Buffer.from(plain, 'utf8')
  try {
    const wrapped = encrypt(key, ivW, aad, dek)
    const body = encrypt(dek, iv, aad, bytes)
    return {
      ...{ v: 1, alg: 'A256GCM', kekId: id, ivW: ivW.toString('base64url') },
      wrapped: Buffer.concat([wrapped.ct, wrapped.tag]).toString('base64url'),
      iv: iv.toString('base64url'),
      ct: body.ct.toString('base64url'),
      tag: body.tag.toString('base64url'),
    }
  } finally {
    dek.fill(0)
    bytes.fill(0)
  }
}

/** Decrypts what `seal` made for the same cell. A record that cannot be read is a value to act on, never a pass-through. */
export function unseal(
  blob: unknown,
  owner: SealedFor,
  ring: KeyRing = keyRing(),
): Result<Secret, Unreadable> {
  const envelope = envelopeSchema.safeParse(blob)
  if (!envelope.success) return fail({ kind: 'unreadable', because: 'malformed' })
  const { kekId, ivW, wrapped, iv, ct, tag } = envelope.data
  const kek = ring.find((known) => known.id === kekId)
  if (!kek) return fail({ kind: 'unreadable', because: 'unknown-key' })
  const aad = aadOf(owner, kekId)
  const box = bytesOf(wrapped)
  let dek: Buffer | null = null
  let plain: Buffer | null = null
  try {
    dek = decrypt(kek.key, bytesOf(ivW), aad, box.subarray(0, -tagLength), box.subarray(-tagLength))
    plain = decrypt(dek, bytesOf(iv), aad, bytesOf(ct), bytesOf(tag))
    return ok(new Secret(plain.toString('utf8')))
  } catch {
    return fail({ kind: 'unreadable', because: 'not-authentic' })
  } finally {
    dek?.fill(0)
    plain?.fill(0)
  }
}

/** Encrypts a stored secret anew under the newest key; the same envelope when it already is. For rotation, in any order, repeatable. */
export function reseal(
  blob: unknown,
  owner: SealedFor,
  ring: KeyRing = keyRing(),
): Result<Envelope, Unreadable> {
  const envelope = envelopeSchema.safeParse(blob)
  const secret = unseal(blob, owner, ring)
  if (!secret.ok) return secret
  if (envelope.success && envelope.data.kekId === ring[0].id) return ok(envelope.data)
  return ok(secret.value.use((plain) => seal(plain, owner, ring)))
}

/** A fingerprint of a key that tells a wrong key from the right one without revealing either (16 hex digits). */
export const keyCheckValue = (kek: KeyRing[0]): string =>
  createHmac('sha256', kek.key).update(`kek-check-v1|${kek.id}`).digest('hex').slice(0, 16)

// Without an explicit length Node accepts a tag cut down to 4 bytes, which can be guessed.
const tagLength = 16
const gcm = { authTagLength: tagLength } as const

const aadOf = ({ table, field, tenantId, recordId }: SealedFor, kekId: string) =>
  Buffer.from(['v1', table, field, tenantId, recordId, kekId].join('|'), 'utf8')

const bytesOf = (base64url: string) => Buffer.from(base64url, 'base64url')

function encrypt(key: Buffer, iv: Buffer, aad: Buffer, plain: Buffer) {
  const cipher = createCipheriv('aes-256-gcm', key, iv, gcm).setAAD(aad)
  const ct = Buffer.concat([cipher.update(plain), cipher.final()])
  return { ct, tag: cipher.getAuthTag() }
}

function decrypt(key: Buffer, iv: Buffer, aad: Buffer, ct: Buffer, tag: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, gcm).setAAD(aad).setAuthTag(tag)
  return Buffer.concat([decipher.update(ct), decipher.final()])
}
