import 'server-only'
import { keyCheckValue } from '@/lib/crypto'
import { fail, ok, type Result } from '@/lib/domain/result'
import { keyRing, type KeyRing } from '@/lib/key-ring'
import { factOrFirst, keyIdsInUse } from '@/lib/installation/repository'

export type WrongKey = { readonly kind: 'key-missing' | 'key-wrong'; readonly message: string }

/**
 * Whether stored credentials can be read with the configured keys; a start is refused when not. A key seen for the first time is
 * remembered by its check value.
 */
export async function checkKeys(ring: KeyRing = keyRing()): Promise<Result<null, WrongKey>> {
  const missing = (await keyIdsInUse()).filter((id) => !ring.some((kek) => kek.id === id))
  if (missing.length > 0) {
    return fail({
      kind: 'key-missing',
      message: `Stored credentials need the encryption key ${missing.join(', ')}, which is missing.`,
    })
  }
  for (const kek of ring) {
    const value = keyCheckValue(kek)
    if ((await factOrFirst(`kek-check/${kek.id}`, value)) !== value) {
      return fail({
        kind: 'key-wrong',
        message: `The encryption key ${kek.id} is not the one this database was used with.`,
      })
    }
  }
  return ok(null)
}
