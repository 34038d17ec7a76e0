import { createHash } from 'node:crypto'

/** SHA-256 of a text in UTF-8 as lower-case hex: the hash that journals are chained with. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
