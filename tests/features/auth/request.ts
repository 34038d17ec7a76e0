type Cookie = { name: string; value: string }

/** The request that `next/headers` answers for in these tests; a test sets what a browser would have sent. */
export const request = {
  headers: new Headers(),
  jar: new Map<string, string>(),
}

/** A new request: an own address, this installation's origin, and the cookies kept from before unless told otherwise. */
export function newRequest(
  options: { address?: string; origin?: string | null; keepCookies?: boolean } = {},
): void {
  const { address = '203.0.113.7', origin = 'http://localhost:3000', keepCookies = true } = options
  if (!keepCookies) request.jar.clear()
  request.headers = new Headers({
    'x-forwarded-for': address,
    'user-agent': 'Firefox/130 (X11; Linux)',
    host: 'localhost:3000',
  })
  if (origin !== null) request.headers.set('origin', origin)
}

/** Stands in for `next/headers`, which only works inside a running Next server. */
export const nextHeaders = {
  headers: async () => {
    const headers = new Headers(request.headers)
    const cookie = [...request.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('cookie', cookie)
    return headers
  },
  cookies: async () => ({
    set: (name: string, value: string) =>
      void (value ? request.jar.set(name, value) : request.jar.delete(name)),
    get: (name: string): Cookie | undefined => {
      const value = request.jar.get(name)
      return value === undefined ? undefined : { name, value }
    },
  }),
}

/** Where a thrown redirect goes, or "not-found"; rethrows anything else. */
export async function leavesTo(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    const digest =
      typeof error === 'object' && error !== null && 'digest' in error ? String(error.digest) : ''
    if (digest.startsWith('NEXT_REDIRECT')) return digest.split(';')[2] ?? ''
    if (digest.includes('404')) return 'not-found'
    throw error
  }
  throw new Error('It stayed.')
}

/** A form as a browser sends it. */
export function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}
