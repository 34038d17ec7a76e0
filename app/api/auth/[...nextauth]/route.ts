import { NextRequest } from 'next/server'
import { handlers } from '@/lib/auth/next-auth'
import { failureResponse } from '@/lib/http/failure-status'
import { readCapped } from '@/lib/http/read-capped'

export const { GET } = handlers

const maxBodyBytes = 16_384

export async function POST(request: NextRequest): Promise<Response> {
  const body = await readCapped(request, maxBodyBytes)
  if (!body.ok) return failureResponse(body.error)
  return handlers.POST(
    new NextRequest(request.url, { method: 'POST', headers: request.headers, body: body.value }),
  )
}
