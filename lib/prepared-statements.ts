/**
 * Whether a connection surely stays with one server session, which prepared statements need. A pooler in front of a server may hand each
 * transaction to another session; on this machine there is none, unless the address says so in Prisma's way (`pgbouncer=true`).
 */
export function keepsSession(connectionString: string): boolean {
  if (!URL.canParse(connectionString)) return false
  const { hostname, searchParams } = new URL(connectionString)
  return loopback.has(hostname) && searchParams.get('pgbouncer') !== 'true'
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Names statements that come again and again, so that each connection parses and plans them once; the others get the empty name, which
 * prepares nothing. A name costs memory in every session for as long as it lives: at most `names` are given, and only from the
 * `repeats`-th time on, since the text of many a rare statement varies with the length of a list.
 */
export function nameRepeated(repeats = 20, names = 100): (statement: { readonly sql: string }) => string {
  const named = new Map<string, string>()
  const seen = new Map<string, number>()
  return ({ sql }) => {
    const known = named.get(sql)
    if (known !== undefined || named.size >= names) return known ?? ''
    const times = (seen.get(sql) ?? 0) + 1
    if (times < repeats) {
      if (seen.size >= 10 * names) seen.clear()
      seen.set(sql, times)
      return ''
    }
    seen.delete(sql)
    const name = `repeated_${named.size}`
    named.set(sql, name)
    return name
  }
}
