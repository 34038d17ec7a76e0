import type { Route } from 'next'

const home = '/dashboard' as Route
// Any origin serves: only whether the address leaves it matters.
const base = 'https://origin.invalid'

/** The path to go to after signing in: inside this site, else the dashboard. Refuses `//evil`, `/\evil`, `javascript:` and the like. */
export function safeNext(next: unknown): Route {
  if (typeof next !== 'string' || next.length > 500 || !/^\/(?![/\\])/.test(next)) return home
  // Browsers drop tabs and newlines inside an address: "/\t/evil" would become "//evil".
  if (/[\u0000-\u0020\u007f\\]/.test(next) || !URL.canParse(next, base)) return home
  const url = new URL(next, base)
  return url.origin === base ? ((url.pathname + url.search + url.hash) as Route) : home
}
