import { reservedFor, unreservedCapital } from '@/lib/domain/pair-reservation'

const pair = { allocatedCapital: 400, live: true, hasOpenDeal: false }

test.each([
  ['a live pair', pair, 400],
  ['a stopped pair with an open deal', { ...pair, live: false, hasOpenDeal: true }, 400],
  ['a stopped pair without a deal', { ...pair, live: false }, 0],
])('%s reserves what it may need', (_name, given, reserved) => {
  expect(reservedFor(given)).toBe(reserved)
})

test('what other pairs reserve is not free, and free capital is never negative', () => {
  expect(unreservedCapital(1000, [pair, { ...pair, live: false }])).toBe(600)
  expect(unreservedCapital(1000, [pair, pair, pair])).toBe(0)
  expect(unreservedCapital(1000, [])).toBe(1000)
})
