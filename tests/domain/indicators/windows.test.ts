import fc from 'fast-check'
import { declineVelocity } from '@/lib/domain/indicators/decline-velocity'
import { declineOfWindow } from '@/lib/domain/indicators/decline-window'
import { testVolatility } from '@/lib/domain/indicators/volatility-test'
import { volatilityOfWindow } from '@/lib/domain/indicators/volatility-window'
import { seriesOf } from '@/lib/domain/candles/bars'
import { mulberry32 } from '@/lib/domain/random'

/** A random walk with jumps and surges of volume, and sometimes not a move at all. */
function walk(seed: number, count: number, size: number) {
  const random = mulberry32(seed)
  let close = 100
  return Array.from({ length: count }, (_, index) => {
    const open = close
    const jump = random() < 0.05 ? 8 : 1
    close = random() < 0.05 ? open : open * (1 + (random() - 0.5) * size * jump)
    const high = Math.max(open, close) * (1 + random() * size)
    const low = Math.min(open, close) * (1 - random() * size)
    return {
      openTime: index * 60_000,
      open,
      high,
      low,
      close,
      volume: random() * (random() < 0.1 ? 500 : 50),
    }
  })
}

const walks = fc.record({
  seed: fc.integer(),
  count: fc.integer({ min: 15, max: 130 }),
  size: fc.constantFrom(0, 0.0005, 0.004, 0.02),
  before: fc.integer({ min: 0, max: 5 }),
})

test('volatility read from columns is that of the streaming indicators, trigger and all', () => {
  const triggers = new Set<string | null>()
  fc.assert(
    fc.property(walks, ({ seed, count, size, before }) => {
      const bars = walk(seed, count + before, size)
      const fast = volatilityOfWindow(seriesOf(bars, 60_000), before, count + before)
      const slow = testVolatility(bars.slice(before))
      for (const name of ['atr', 'atrThreshold', 'bandWidthPct', 'historicalVolatility'] as const) {
        if (slow[name] === null) expect([name, fast[name]]).toEqual([name, null])
        else
          expect(Math.abs((fast[name] ?? NaN) - slow[name])).toBeLessThanOrEqual(
            1e-9 * Math.max(1, slow[name]),
          )
      }
      expect(fast.trigger).toBe(slow.trigger)
      triggers.add(fast.trigger)
    }),
    { numRuns: 600 },
  )
  expect([...triggers].sort()).toEqual(['atr', 'band-width', null].sort())
})

test('decline read from columns is that of the streaming indicator, in all three forms', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(walks, ({ seed, count, size, before }) => {
      const bars = walk(seed, count + before, size)
      const fast = declineOfWindow(seriesOf(bars, 60_000), before, count + before)
      for (const form of ['long', 'short', 'classic'] as const) {
        const slow = declineVelocity(bars.slice(before).slice(-31), form)
        expect([fast?.[form] ?? null, fast?.[`${form}Score`] ?? null]).toEqual([
          slow?.kind ?? null,
          slow?.score ?? null,
        ])
        if (slow !== null) kinds.add(slow.kind)
      }
    }),
    { numRuns: 600 },
  )
  expect([...kinds].sort()).toEqual(['crash', 'fast', 'moderate', 'slow'])
})
