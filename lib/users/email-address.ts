// ASCII only: look-alike letters and full-width signs would let two accounts read the same.
const pattern =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/

/** The one spelling under which an address is stored and looked up (trimmed, lower case); null when it is not one address. */
export function normalisedEmail(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 300) return null
  // Control characters are refused rather than trimmed away: they are how a second address or header is smuggled in.
  if (/[\u0000-\u001f\u007f]/.test(text)) return null
  const email = text.trim().toLowerCase()
  const local = email.slice(0, email.lastIndexOf('@'))
  if (email.length > 254 || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null
  return pattern.test(email) ? email : null
}
