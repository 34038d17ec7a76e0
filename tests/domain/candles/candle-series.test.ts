import fc from 'fast-check'
import { barsBetween } from '@/lib/domain/candles/bars'
import { emptySeries, firstIndexFrom, indexContaining } from '@/lib/domain/candles/candle-series'

const BAR = 1_000

function seriesAt(times: readonly number[]) {
  const series = emptySeries(BAR, times.length)
  times.forEach((time, index) => {
    series.openTime[index] = time
    series.close[index] = index + 1
  })
  return series
}

const times = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 30 })
  .map((bars) => bars.sort((a, b) => a - b).map((bar) => bar * BAR))
const instant = fc.integer({ min: -BAR, max: 62 * BAR })

describe('a series of candles', () => {
  it('finds the same bars as a plain search, in gaps and outside too', () => {
    fc.assert(
      fc.property(times, instant, instant, (opens, a, b) => {
        const series = seriesAt(opens)
        const contains = opens.findIndex((open) => open <= a && a < open + BAR)
        expect(indexContaining(series, a)).toBe(contains === -1 ? null : contains)
        const first = opens.findIndex((open) => open >= a)
        expect(firstIndexFrom(series, a)).toBe(first === -1 ? opens.length : first)
        const wanted = opens.filter((open) => open >= a && open + BAR <= b)
        expect(barsBetween(series, a, b).map((bar) => bar.openTime)).toEqual(wanted)
      }),
    )
  })
})
