import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { env, isDevelopment } from '@/lib/env'
import { freshRequestId } from '@/lib/http/request-id'
import { contentSecurityPolicy, securityHeaders } from '@/lib/http/security-headers'

// Never the authorization: it redirects visitors without a cookie early and sets headers. Pages and actions check for themselves.
export const config = {
  runtime: 'nodejs',
  // Bodies behind it are cut at 10 MB in silence, so what verifies a signed body or takes a large file stays outside.
  matcher: [
    '/((?!api/(?:cron|jobs|webhooks|health|metrics|app/candles/uploads)(?:/|$)|_next/static/|_next/image|favicon\\.ico|icon\\.svg|robots\\.txt).*)',
  ],
}

const signedIn =
  /^\/(dashboard|bots|trades|wallets|back-?tests|copy|billing|settings|admin|pending|system)(\/|$)/

export default function middleware(request: NextRequest): NextResponse {
  const { secureCookies: https } = env()
  const { pathname, search } = request.nextUrl
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy({ nonce, https, development: isDevelopment() })
  const id = freshRequestId()

  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-request-id', id)
  headers.set('x-path', pathname + search)
  headers.set('Content-Security-Policy', policy)
  const response =
    signedIn.test(pathname) && !hasSessionCookie(request)
      ? NextResponse.redirect(signInAddress(pathname + search))
      : NextResponse.next({ request: { headers } })

  for (const [name, value] of Object.entries(securityHeaders(https))) response.headers.set(name, value)
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('X-Request-Id', id)
  if (hasSessionCookie(request)) response.headers.set('Cache-Control', 'private, no-store')
  return response
}

const hasSessionCookie = (request: NextRequest): boolean =>
  request.cookies.getAll().some(({ name }) => /^(__Secure-)?authjs\.session-token(\.\d+)?$/.test(name))

function signInAddress(next: string): URL {
  const url = new URL('/sign-in', env().appOrigin)
  url.searchParams.set('next', next)
  return url
}
