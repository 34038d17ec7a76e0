import { randomBytes } from 'node:crypto'
import type { IdOf } from '@/lib/domain/ids'

// 32 letters without the look-alikes 0/o, 1/l: one random byte gives one letter without bias.
const alphabet = '23456789abcdefghijkmnpqrstuvwxyz'

/** A fresh random id such as `bot_7x2k...` (26 letters, 130 bits). */
export function newId<Prefix extends keyof IdOf>(prefix: Prefix): IdOf[Prefix] {
  const letters = Array.from(randomBytes(26), (byte) => alphabet[byte & 31])
  return `${prefix}_${letters.join('')}` as IdOf[Prefix]
}
