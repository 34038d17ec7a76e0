import fc from 'fast-check'
import { botHash, botPhase } from '@/lib/dispatch/bot-phase'
import {
  dueKey,
  isOnGrid,
  latestGridPoint,
  nextGridPoint,
  phaseOf,
  staleGraceSec,
} from '@/lib/domain/schedule'

const instant = fc.integer({ min: 1_600_000_000, max: 2_500_000_000 })
const interval = fc.integer({ min: 1, max: 86_400 })
const hash = fc.integer({ min: 0, max: 0xffffffff })

describe('the phase of a bot', () => {
  test.each([
    ['bot_1', 2018210165, 65, 5],
    ['bot_2', 2816597032, 232, 22],
    ['00000000-0000-4000-8000-000000000001', 300258548, 248, 8],
  ])('%s has its published vector', (id, expectedHash, at300, at30) => {
    expect(botHash(id)).toBe(expectedHash)
    expect(botPhase(id, 300)).toBe(at300)
    expect(botPhase(id, 30)).toBe(at30)
  })

  test('bots spread over the interval instead of meeting at its start', () => {
    const seconds = new Set(Array.from({ length: 3000 }, (_, n) => botPhase(`bot_${n}`, 300)))
    expect(seconds.size).toBeGreaterThan(290)
  })
})

describe('the grid', () => {
  test('the latest point is on the grid, not after now, and less than one interval old', () => {
    fc.assert(
      fc.property(instant, interval, hash, (now, every, seed) => {
        const phase = phaseOf(seed, every)
        const latest = latestGridPoint(now, every, phase)
        expect(isOnGrid(latest, every, phase)).toBe(true)
        expect(latest).toBeLessThanOrEqual(now)
        expect(now - latest).toBeLessThan(every)
      }),
    )
  })

  test('the next point is strictly after now and exactly one interval after the latest', () => {
    fc.assert(
      fc.property(instant, interval, hash, (now, every, seed) => {
        const phase = phaseOf(seed, every)
        const next = nextGridPoint(now, every, phase)
        expect(next).toBeGreaterThan(now)
        expect(next - latestGridPoint(now, every, phase)).toBe(every)
      }),
    )
  })

  test('at a grid point itself the latest point is now', () => {
    expect(latestGridPoint(1_760_000_065, 300, 1_760_000_065 % 300)).toBe(1_760_000_065)
    expect(nextGridPoint(1_760_000_065, 300, 1_760_000_065 % 300)).toBe(1_760_000_365)
  })

  test('a fraction of a second never reaches the following point', () => {
    expect(latestGridPoint(1_759_999_799.999, 300, 0)).toBe(1_759_999_500)
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('an interval of %p is refused', (every) => {
    expect(() => latestGridPoint(1_760_000_000, every, 0)).toThrow(RangeError)
  })

  test('an outage of any length is coalesced into one tick for the latest point', () => {
    fc.assert(
      fc.property(
        instant,
        interval,
        hash,
        fc.integer({ min: 0, max: 10_000_000 }),
        (now, every, seed, outage) => {
          const phase = phaseOf(seed, every)
          let due = nextGridPoint(now, every, phase)
          const keys: number[] = []
          const wake = due + outage
          while (due <= wake) {
            keys.push(latestGridPoint(wake, every, phase))
            due = nextGridPoint(wake, every, phase)
          }
          expect(keys).toHaveLength(1)
        },
      ),
    )
  })

  test('an interval edited 30 s -> 300 s -> 30 s keeps every bot running with rising keys', () => {
    fc.assert(
      fc.property(
        instant,
        hash,
        fc.array(fc.constantFrom(30, 300), { minLength: 3, maxLength: 8 }),
        (start, seed, edits) => {
          let now = start
          let lastKey = 0
          for (const every of [30, ...edits, 30]) {
            const phase = phaseOf(seed, every)
            const nextRunAt = nextGridPoint(now, every, phase)
            expect(nextRunAt - now).toBeLessThanOrEqual(every)
            now = nextRunAt
            const key = latestGridPoint(now, every, phase)
            expect(key).toBeGreaterThan(lastKey)
            lastKey = key
          }
        },
      ),
    )
  })
})

test('whatever its phase, a bot swept at any moment and delivered within 5 s is never stale', () => {
  fc.assert(
    fc.property(instant, interval, hash, fc.integer({ min: 1, max: 300 }), (now, every, seed, sweep) => {
      const phase = phaseOf(seed, every)
      const sweptAt = nextGridPoint(now, every, phase) + sweep - 1
      const key = latestGridPoint(sweptAt, every, phase)
      expect(isOnGrid(key, every, phase)).toBe(true)
      expect(sweptAt + 5 - key).toBeLessThanOrEqual(every + staleGraceSec(sweep))
    }),
  )
})

describe('the key a due bot is ticked for', () => {
  const bot = { intervalSec: 300, phase: 65, promptKey: 0, lastKey: 0 }

  test.each([
    ['the latest grid point when its owner asked for nothing', bot, 1_000, 965],
    [
      'the asked instant when it is newer than the grid',
      { ...bot, promptKey: 990, lastKey: 965 },
      1_000,
      990,
    ],
    [
      'the grid once it is newer than the asked instant',
      { ...bot, promptKey: 990, lastKey: 965 },
      1_265,
      1_265,
    ],
    [
      'the grid when the asked instant has had its tick',
      { ...bot, promptKey: 990, lastKey: 990 },
      1_000,
      965,
    ],
    ['the grid while the asked instant lies ahead', { ...bot, promptKey: 1_100, lastKey: 965 }, 1_000, 965],
  ])('is %s', (_, facts, now, key) => {
    expect(dueKey(facts, now)).toBe(key)
  })
})
