import { healthResponse } from '@/lib/dispatch/health'
import { server } from '@/lib/server'

/** Deep by default; `?shallow=1` asks for process and database only. */
export async function GET(request: Request): Promise<Response> {
  const shallow = new URL(request.url).searchParams.get('shallow') === '1'
  return healthResponse(await server().health(shallow))
}
