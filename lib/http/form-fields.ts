import type { z } from 'zod'
import type { FieldFault, SentValues } from '@/lib/action-state'

type Fields = Readonly<Record<string, string | readonly string[]>>

const maxFields = 500
const secretName = /password|secret|key|token|code/i

/**
 * The text fields of a form. React leaves its own `$ACTION_...` inputs in it after hydration, which a strict schema would refuse;
 * files are dropped; a name sent several times becomes a list.
 */
export function fieldsOf(payload: unknown): Fields {
  if (!(payload instanceof FormData)) return {}
  const names = [...new Set(payload.keys())]
    .filter((name) => !name.startsWith('$ACTION_'))
    .slice(0, maxFields)
  return Object.fromEntries(
    names.flatMap((name): [string, string | string[]][] => {
      const texts = payload.getAll(name).filter((value) => typeof value === 'string')
      return texts.length > 1 ? [[name, texts]] : texts.map((text) => [name, text])
    }),
  )
}

/** Reads dotted names (`pairs.0.side`) as the nested value a schema describes; numbers are places in a list. */
export function nestedOf(fields: Fields): unknown {
  const root: Branch = new Map()
  for (const [name, value] of Object.entries(fields)) {
    const path = name.split('.')
    const last = path.pop() ?? ''
    let at = root
    for (const step of path.slice(0, 6)) at = branchAt(at, step)
    at.set(last, value)
  }
  return plain(root)
}

/** What may be shown again in the form: never a password, key, token or code. */
export const echoOf = (fields: Fields): SentValues =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      secretName.test(name) || typeof value !== 'string' ? [] : [[name, value]],
    ),
  )

/** Where in the form a schema found a fault. An unknown field is named in the message, not as a place that exists. */
export const faultOf = (issue: z.core.$ZodIssue): FieldFault => ({
  field: issue.path.map(String).join('.'),
  message: issue.message,
})

type Branch = Map<string, string | readonly string[] | Branch>

function branchAt(parent: Branch, step: string): Branch {
  const known = parent.get(step)
  if (known instanceof Map) return known
  const fresh: Branch = new Map()
  parent.set(step, fresh)
  return fresh
}

function plain(branch: Branch): unknown {
  const entries = [...branch].map(
    ([name, value]) => [name, value instanceof Map ? plain(value) : value] as const,
  )
  const isList = entries.length > 0 && entries.every(([name]) => /^\d{1,3}$/.test(name))
  if (!isList) return Object.fromEntries(entries)
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)
}
