import type { Instrumentation } from 'next'

/** Runs once per server process; never during a build. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { refuseWrongKeys, startDispatching } = await import('./instrumentation.node')
  await refuseWrongKeys()
  // A serverless instance may be frozen between two requests: there the schedule lives outside.
  if (!process.env.VERCEL) startDispatching(Number(process.env.PORT ?? 3000))
}

/** Reports what no handler caught. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { reportRequestError } = await import('./instrumentation.node')
  reportRequestError(error, request.method, context.routePath)
}
