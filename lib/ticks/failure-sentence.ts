/** What a user may read of an unexpected failure: never the text of the error, which may hold addresses or statements. */
export function failureSentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  if (code !== null && databaseCodes.has(code)) {
    return 'The database did not answer in time. Orders on the exchange are untouched; the next tick tries again.'
  }
  return 'The tick failed unexpectedly. Orders on the exchange are untouched; the next tick tries again.'
}

// Prisma: unreachable, timed out, too many connections, transaction conflict. PostgreSQL: lock and statement timeouts, shut down.
const databaseCodes = new Set([
  ...['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034'],
  ...['55P03', '57014', '57P01', '40P01', 'ECONNREFUSED', 'ECONNRESET'],
])
