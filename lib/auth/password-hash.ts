import 'server-only'
import { hash, verify } from '@node-rs/argon2'

// argon2id, the library's default algorithm; OWASP's second choice of parameters. They are part of each hash.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const costText = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`

// Hashing is slow on purpose: without a bound a burst of sign-ins would starve the ticks of memory and cores.
const atOnce = 2
const waitingAtMost = 40

/** The hash to store for a password; `busy` when too many others wait for theirs. */
export const hashPassword = (password: string): Promise<string | 'busy'> => inTurn(() => hash(password, cost))

/** Compares a password; without a stored hash it does the same work and says `wrong`, so nobody learns which addresses exist. */
export async function verifyPassword(
  stored: string | null,
  password: string,
): Promise<'right' | 'wrong' | 'busy'> {
  const against = stored ?? (await dummyHash())
  const equal = await inTurn(() => verify(against, password))
  if (equal === 'busy') return 'busy'
  return equal && stored !== null ? 'right' : 'wrong'
}

/** Whether a hash was made with other parameters than today's. */
export const needsRehash = (stored: string): boolean => !stored.startsWith(costText)

let dummy: Promise<string> | null = null
const dummyHash = (): Promise<string> => (dummy ??= hash('nobody has this password', cost))

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T | 'busy'> {
  if (running >= atOnce) {
    if (waiting.length >= waitingAtMost) return 'busy'
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    return await work()
  } finally {
    // The place goes straight to the next in line, so nobody slips in between.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}
