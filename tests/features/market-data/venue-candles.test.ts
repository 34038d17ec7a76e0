import { ccxtMarket } from '@/lib/adapters/market-data/ccxt/feed'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { bybitPublicServer } from './bybit-public-server'

const BTC = 'BTC/USDT:USDT'
const MINUTE = 60_000
const LAUNCH = Date.UTC(2026, 0, 5)

let venue: Awaited<ReturnType<typeof bybitPublicServer>>
beforeAll(async () => {
  venue = await bybitPublicServer()
}, 60_000)
afterAll(() => venue.close())

const feed = () =>
  ccxtMarket('bybit', { baseUrl: venue.baseUrl, timeoutMs: 30_000, now: () => venue.state.now })

const opens = async (count: number, at: number, timeframe: '1m' | '5m' = '1m') =>
  [...(await feed().candles(BTC, timeframe, count, at)).openTime].map((open) => (open - LAUNCH) / MINUTE)

describe('candles asked of the venue itself', () => {
  test('are the newest that have closed by the instant, oldest first', async () => {
    expect(await opens(4, LAUNCH + 600 * MINUTE)).toEqual([596, 597, 598, 599])
    expect(await opens(2, LAUNCH + 600 * MINUTE + 59_999)).toEqual([598, 599])
  })

  test('are put together from pages', async () => {
    venue.state.requests.length = 0
    const all = await opens(700, LAUNCH + 710 * MINUTE)
    expect(all).toEqual(Array.from({ length: 700 }, (_, index) => index + 10))
    expect(venue.requestsTo('/kline')).toHaveLength(2)
  })

  test('leave a gap where the venue has one', async () => {
    venue.state.missing.add(LAUNCH + 597 * MINUTE)
    expect(await opens(4, LAUNCH + 600 * MINUTE)).toEqual([596, 598, 599])
    venue.state.missing.clear()
  })

  test('are refused where the venue sends a row that is none', async () => {
    venue.state.candle = (row) => row.with(4, '0')
    await expect(opens(4, LAUNCH + 600 * MINUTE)).rejects.toThrow(MarketDataUnavailable)
    venue.state.candle = (row) => row
  })

  test('of a venue that does not answer are not to be had', async () => {
    venue.state.fault = 'error-500'
    venue.state.faultyPath = '/kline'
    await expect(opens(4, LAUNCH + 600 * MINUTE)).rejects.toThrow(MarketDataUnavailable)
    venue.state.fault = 'none'
  })
})
