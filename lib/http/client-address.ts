import { isIPv4, isIPv6 } from 'node:net'

type Headers = { get(name: string): string | null }

/**
 * The network the request came from, as a key for rate limits: /24 of an IPv4, /64 of an IPv6 address, or `direct`.
 * Every proxy appends the address it saw, so with N trusted hops the Nth entry from the right is the last one nobody could forge.
 */
export function clientNetwork(headers: Headers, trustedHops: number): string {
  if (trustedHops < 1) return 'direct'
  const seen = (headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim())
  return networkOf(seen[seen.length - trustedHops] ?? '')
}

function networkOf(entry: string): string {
  const address = entry
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '')
  const v4 = address.replace(/:\d+$/, '')
  if (isIPv4(v4)) return `${v4.split('.').slice(0, 3).join('.')}.0/24`
  if (isIPv6(address)) return `${groupsOf(address).slice(0, 4).join(':')}::/64`
  return 'direct'
}

/** The eight groups of an IPv6 address, `::` filled in and leading zeros gone. */
function groupsOf(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  return tail === undefined
    ? left
    : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
}
