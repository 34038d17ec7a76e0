import 'server-only'
import NextAuth, { CredentialsSignin } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { openSession, sessionLifetimeSeconds, userOfSession } from '@/lib/auth/sessions'
import { verifySignIn } from '@/lib/auth/verify-sign-in'
import { env } from '@/lib/env'
import { clientNetwork } from '@/lib/http/client-address'
import { log } from '@/lib/log'

/** A refused sign-in; `code` says why, and after how many seconds to try again, in a form an address may carry. */
export class SignInRefused extends CredentialsSignin {
  constructor(
    readonly reason: 'wrong' | 'too-many' | 'busy',
    readonly retryAfterSeconds: number,
  ) {
    super(reason)
    this.code = `${reason}-${retryAfterSeconds}`
  }
}

// A function, so that a build needs no environment. Everything of the library stays behind lib/auth.
export const { auth, signIn, signOut, handlers } = NextAuth(() => ({
  secret: env().authSecret,
  trustHost: true,
  basePath: '/api/auth',
  useSecureCookies: env().secureCookies,
  session: { strategy: 'jwt', maxAge: sessionLifetimeSeconds },
  pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
  providers: [Credentials({ credentials: { email: {}, password: {} }, authorize })],
  callbacks: {
    // The cookie holds a session id and no right: its row is looked up each time, so a revoked session is over at once.
    async jwt({ token, user }) {
      if (user && 'sessionId' in user) return { sub: user.id ?? '', sessionId: user.sessionId }
      const sessionId = typeof token.sessionId === 'string' ? token.sessionId : null
      return sessionId && (await mayBeGood(sessionId)) ? { sub: token.sub ?? '', sessionId } : null
    },
    session: ({ session, token }) => ({
      ...session,
      user: { id: token.sub ?? '' },
      sessionId: token.sessionId,
    }),
    redirect: ({ url, baseUrl }) => (url.startsWith('/') && !/^\/[/\\]/.test(url) ? baseUrl + url : baseUrl),
  },
  logger: {
    error: (error) => {
      if (error instanceof CredentialsSignin) return
      // Anybody can send a cookie that does not decrypt: no reason to fill the log.
      const type = 'type' in error ? String(error.type) : error.name
      if (type === 'JWTSessionError') log.debug({ type }, 'A session cookie could not be read.')
      else log.warn({ err: error, type }, 'The authentication library reported an error.')
    },
    warn: (code) => log.debug({ code }, 'The authentication library warned.'),
    debug: () => undefined,
  },
}))

/**
 * False for a session that is over. A database that does not answer says nothing about it, and the library would take an error for "signed
 * out" and drop the cookie; whoever relies on the session reads it once more and meets the error himself.
 */
async function mayBeGood(sessionId: string): Promise<boolean> {
  try {
    return (await userOfSession(sessionId)) !== null
  } catch {
    return true
  }
}

/** Checks a password and opens a session; the one door for the form and for the library's own route, limits included. */
async function authorize(credentials: Partial<Record<'email' | 'password', unknown>>, request: Request) {
  const network = clientNetwork(request.headers, env().trustedProxyHops)
  const checked = await verifySignIn({ email: credentials.email, password: credentials.password, network })
  if (!checked.ok) throw new SignInRefused(checked.error.kind, checked.error.retryAfterSeconds)
  const userAgent = request.headers.get('user-agent') ?? ''
  return { id: checked.value, sessionId: await openSession(checked.value, { userAgent, network }) }
}
