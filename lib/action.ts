import 'server-only'
import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import { z } from 'zod'
import type { ActionState, FieldFault } from '@/lib/action-state'
import { isAdmin, tenantOfSession, type Admin, type Tenant } from '@/lib/auth/tenant'
import { fail, ok, type Result } from '@/lib/domain/result'
import { env } from '@/lib/env'
import { clientNetwork } from '@/lib/http/client-address'
import { echoOf, faultOf, fieldsOf, nestedOf } from '@/lib/http/form-fields'
import { requestId } from '@/lib/http/request-id'
import { log, withLogContext } from '@/lib/log'
import { rateLimiter } from '@/lib/server'

/** Why an action did not do what was asked; with `faults` it is shown beside the fields, else as one sentence. */
export type Refusal = {
  readonly kind: string
  readonly message: string
  readonly faults?: readonly FieldFault[]
}
export type Visitor = { readonly network: string; readonly userAgent: string }
type Run<Caller, Form extends z.ZodType> = (
  caller: Caller,
  input: z.output<Form>,
) => Promise<Result<string, Refusal>>
export type FormAction = (previous: ActionState, payload: unknown) => Promise<ActionState>
type Policy<Caller> = (
  visitor: Visitor,
) => Promise<Result<{ caller: Caller; bucketId: string; tenantId?: string }, Refusal>>

/** A server action anybody may call, such as signing in. */
export const publicAction = <Form extends z.ZodType>(form: Form, run: Run<Visitor, Form>): FormAction =>
  action(async (visitor) => ok({ caller: visitor, bucketId: visitor.network }), form, run)

/** A server action of an approved user. The payload is whatever the client chose to send. */
export const tenantAction = <Form extends z.ZodType>(form: Form, run: Run<Tenant, Form>): FormAction =>
  action(tenantPolicy, form, run)

/** A server action of an administrator. */
export const adminAction = <Form extends z.ZodType>(form: Form, run: Run<Admin, Form>): FormAction =>
  action(adminPolicy, form, run)

function action<Caller, Form extends z.ZodType>(
  policy: Policy<Caller>,
  form: Form,
  run: Run<Caller, Form>,
): FormAction {
  const schema = form instanceof z.ZodObject ? form.strict() : form
  return async (_previous, payload) => {
    const fields = fieldsOf(payload)
    const failed = (message: string): ActionState => ({ status: 'failed', message, values: echoOf(fields) })
    const request = await headers()
    // Next runs an action that comes without an Origin, and believes a forwarded host: both are checked here.
    if (request.get('origin') !== env().appOrigin) return failed(wrongOrigin())
    const id = requestId(request)
    return withLogContext({ requestId: id }, async () => {
      try {
        return await attempt()
      } catch (error) {
        unstable_rethrow(error)
        log.error({ err: error }, 'An action failed unexpectedly.')
        return failed(
          `Something went wrong on our side and nothing was saved. If it happens again, mention ${id}.`,
        )
      }
    })

    async function attempt(): Promise<ActionState> {
      const allowed = await policy(visitorOf(request))
      if (!allowed.ok) return failed(allowed.error.message)
      const { caller, bucketId, tenantId } = allowed.value
      const rate = await rateLimiter().limit('action', bucketId)
      if (!rate.ok) return failed(`Too many changes at once. Try again in ${rate.retryAfterSeconds} seconds.`)
      const input = schema.safeParse(nestedOf(fields))
      if (!input.success) return invalid(input.error.issues.map(faultOf))
      const done = await withLogContext(tenantId ? { tenantId } : {}, () =>
        run(caller, input.data as z.output<Form>),
      )
      if (done.ok) return { status: 'success', message: done.value }
      return done.error.faults ? invalid(done.error.faults) : failed(done.error.message)
    }

    function invalid(faults: readonly FieldFault[]): ActionState {
      return { status: 'invalid', faults, values: echoOf(fields) }
    }
  }
}

const tenantPolicy: Policy<Tenant> = async () => {
  const tenant = await tenantOfSession()
  if (tenant.ok)
    return ok({ caller: tenant.value, bucketId: tenant.value.userId, tenantId: tenant.value.userId })
  return fail({ kind: tenant.error.kind, message: refusals[tenant.error.kind] })
}

const adminPolicy: Policy<Admin> = async () => {
  const tenant = await tenantOfSession()
  if (!tenant.ok) return fail({ kind: tenant.error.kind, message: refusals[tenant.error.kind] })
  const { value } = tenant
  if (!isAdmin(value)) return fail({ kind: 'forbidden', message: 'Only an administrator can do this.' })
  return ok({ caller: value, bucketId: value.userId, tenantId: value.userId })
}

const refusals = {
  'signed-out': 'Your session has ended. Sign in again in another tab, then send this form once more.',
  pending: 'Your account is not active, so nothing was changed.',
} as const

const wrongOrigin = () =>
  `This request did not come from ${env().appOrigin}. Open the page there and try again.`

const visitorOf = (request: { get(name: string): string | null }): Visitor => ({
  network: clientNetwork(request, env().trustedProxyHops),
  userAgent: (request.get('user-agent') ?? '').slice(0, 300),
})
