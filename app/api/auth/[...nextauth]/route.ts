import { NextRequest } from 'next/server'
import { handlers } from '@/lib/auth/next-auth'
import { failureResponse } from '@/lib/http/failure-status'
import { readCapped } from '@/lib/http/read-capped'

export const { GET } = handlers

const maxBodyBytes = 16_384

export async function POST(request: NextRequest): Promise<Response> {
  const body = await readCapped(request, maxBodyBytes)
  if (!body.ok) return failureResponse(body.error)
  const headers = new Headers(request.headers)
  // With it a refusal would be an ordinary 200.
  headers.delete('x-auth-return-redirect')
  const answer = await handlers.POST(
    new NextRequest(request.url, { method: 'POST', headers, body: body.value }),
  )
  return refusalOf(answer) ?? answer
}

/** The library sends every refusal to the sign-in page; who calls without a browser is told by the status to wait. */
function refusalOf(answer: Response): Response | null {
  const code = /[?&]code=(too-many|busy)-(\d+)/.exec(answer.headers.get('location') ?? '')
  if (!code) return null
  const kind = code[1] === 'busy' ? 'busy' : 'too-many'
  return failureResponse({ kind, retryAfterSeconds: Number(code[2]) })
}
