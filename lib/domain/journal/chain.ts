/** SHA-256 of a text in UTF-8 as 64 lower-case hex letters. The domain computes none itself. */
export type Digest = (text: string) => string

/** The hash before the first entry: another one for each subject, so that one bot's chain cannot be passed off as another's. */
export const genesisOf = (digest: Digest, subject: string): string =>
  digest(`tickwright journal 1 ${subject}`)

/** The hash after an entry: over the hash before it and the entry's canonical text. */
export const linkOf = (digest: Digest, previous: string, text: string): string => digest(previous + text)
