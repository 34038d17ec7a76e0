import { ccxtMarket } from '@/lib/adapters/market-data/ccxt/feed'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { bybitPublicServer, type PublicFault } from './bybit-public-server'

const BTC = 'BTC/USDT:USDT'
const MINUTE = 60_000
const LAUNCH = Date.UTC(2026, 0, 5)
const TIMEOUT_MS = 400

let venue: Awaited<ReturnType<typeof bybitPublicServer>>
// The first use loads the whole of ccxt, which takes seconds.
beforeAll(async () => {
  venue = await bybitPublicServer()
  await ccxtMarket('bybit', { baseUrl: venue.baseUrl, timeoutMs: 30_000 }).instruments()
  await venue.close()
}, 60_000)
beforeEach(async () => {
  venue = await bybitPublicServer()
})
afterEach(() => venue.close())

const feed = () =>
  ccxtMarket('bybit', { baseUrl: venue.baseUrl, timeoutMs: TIMEOUT_MS, now: () => venue.state.now })

describe('instruments read from Bybit', () => {
  it("carry the venue's rules and its risk table", async () => {
    expect(await feed().instrument(BTC)).toEqual({
      symbol: BTC,
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      tickSize: 0.1,
      quantityStep: 0.001,
      minQuantity: 0.001,
      maxLimitQuantity: 1190,
      maxMarketQuantity: 500,
      minCost: 5,
      tiers: [
        { upTo: 2_000_000, rate: 0.005, maxLeverage: 100 },
        { upTo: 10_000_000, rate: 0.01, maxLeverage: 50 },
        { upTo: null, rate: 0.02, maxLeverage: 25 },
      ],
      fees: { maker: 0.0002, taker: 0.00055 },
      fundingIntervalMs: 28_800_000,
    })
  })

  it('are only active perpetuals settled in USDT, loaded once', async () => {
    const market = feed()
    const listed = await market.instruments()
    expect(listed.map((instrument) => instrument.symbol)).toEqual([BTC, 'ETH/USDT:USDT'])
    expect(listed[1]?.fundingIntervalMs).toBe(4 * 3_600_000)
    expect(await market.instrument('OLD/USDT:USDT')).toBeNull()
    expect(await market.instrument('BTC/USDC:USDC')).toBeNull()
    await Promise.all([market.instruments(), market.instrument(BTC), market.instrument(BTC)])
    // The client asks for listed and for pre-launch instruments.
    expect(venue.requestsTo('/instruments-info')).toHaveLength(2)
    expect(venue.requestsTo('/risk-limit')).toHaveLength(1)
  })

  it('outlast a failed hourly reload for a day, and are read anew when the venue is back', async () => {
    const market = feed()
    await market.instruments()
    Object.assign(venue.state, { fault: 'error-500', faultyPath: '/instruments-info' })
    venue.state.now += 2 * 3_600_000
    expect(await market.instruments()).toHaveLength(2)
    venue.state.now += 24 * 3_600_000
    await expect(market.instruments()).rejects.toThrow(MarketDataUnavailable)
    venue.state.fault = 'none'
    venue.state.now += 2_000
    expect(await market.instruments()).toHaveLength(2)
  })
})

describe('quotes read from Bybit', () => {
  it('are last, bid, ask and mark as sent, no newer than the asked instant', async () => {
    const at = venue.state.now - 200
    expect(await feed().quote(BTC, at)).toEqual({
      last: 60000.5,
      bid: 60000.4,
      ask: 60000.6,
      mark: 60001.2,
      at,
    })
  })

  it('serve everyone who asks within three seconds with one request', async () => {
    const market = feed()
    await Promise.all(Array.from({ length: 20 }, () => market.quote(BTC, venue.state.now)))
    venue.state.now += 2_900
    const shared = await market.quote(BTC, venue.state.now)
    expect(shared?.at).toBe(venue.state.now - 2_900)
    expect(venue.requestsTo('/tickers')).toHaveLength(1)
    venue.state.now += 200
    expect((await market.quote(BTC, venue.state.now))?.at).toBe(venue.state.now)
    expect(venue.requestsTo('/tickers')).toHaveLength(2)
  })

  it('do not exist for the past or for unlisted symbols', async () => {
    expect(await feed().quote(BTC, venue.state.now - 120_000)).toBeNull()
    expect(await feed().quote('NOPE/USDT:USDT', venue.state.now)).toBeNull()
    expect(venue.requestsTo('/tickers')).toHaveLength(0)
  })

  it('assume a spread where the venue shows no book, and the last price where it shows no mark', async () => {
    venue.state.ticker = { bid1Price: '', ask1Price: '', markPrice: '' }
    const quote = await feed().quote(BTC, venue.state.now)
    expect(quote).toMatchObject({ last: 60000.5, bid: 59997.4, ask: 60003.6, mark: 60000.5 })
  })

  it('do not exist where the venue sends no last price, whatever else it sends', async () => {
    venue.state.ticker = { lastPrice: '' }
    expect(await feed().quote(BTC, venue.state.now)).toBeNull()
  })

  it.each([
    ['a negative last price', { lastPrice: '-1' }],
    ['a last price of zero', { lastPrice: '0' }],
    ['crossed bid and ask', { bid1Price: '60001', ask1Price: '60000' }],
    ['a bid in another unit', { bid1Price: '600' }],
    ['a mark far from the last price', { markPrice: '6000' }],
  ])('are refused with %s', async (_, ticker) => {
    venue.state.ticker = ticker
    await expect(feed().quote(BTC, venue.state.now)).rejects.toThrow(MarketDataUnavailable)
  })
})

describe('bars read from Bybit', () => {
  const opens = async (from: number, to: number, market = feed()) =>
    (await market.bars(BTC, from, to)).map((bar) => (bar.openTime - LAUNCH) / MINUTE)

  it('are closed one-minute candles in ascending order', async () => {
    const bars = await feed().bars(BTC, LAUNCH + 10 * MINUTE, LAUNCH + 12 * MINUTE)
    expect(bars).toEqual([
      { openTime: LAUNCH + 10 * MINUTE, open: 50010, high: 50012, low: 50008, close: 50011, volume: 12.5 },
      { openTime: LAUNCH + 11 * MINUTE, open: 50011, high: 50013, low: 50009, close: 50012, volume: 12.5 },
    ])
  })

  it('never include the candle that is still forming', async () => {
    // The stand-in's clock shows 12:00:30, minute 720 is forming.
    expect(await opens(LAUNCH + 717 * MINUTE, Infinity)).toEqual([717, 718, 719])
  })

  it('are put together from pages, each asked for once', async () => {
    const market = feed()
    const all = Array.from({ length: 720 }, (_, minute) => minute)
    expect(await opens(LAUNCH, venue.state.now, market)).toEqual(all)
    const asked = venue.requestsTo('/kline').length
    expect(asked).toBeLessThanOrEqual(3)
    expect(await opens(0, venue.state.now, market)).toEqual(all)
    await Promise.all(
      all.slice(0, 20).map((minute) => opens(LAUNCH + minute * MINUTE, venue.state.now, market)),
    )
    expect(venue.requestsTo('/kline')).toHaveLength(asked)
  })

  it('show a minute as soon as it has closed', async () => {
    const market = feed()
    await opens(LAUNCH + 718 * MINUTE, venue.state.now, market)
    venue.state.now += 30_000
    expect(await opens(LAUNCH + 718 * MINUTE, venue.state.now, market)).toEqual([718, 719, 720])
  })

  it('leave gaps as gaps and nothing for unlisted symbols', async () => {
    venue.state.missing.add(LAUNCH + 5 * MINUTE)
    expect(await opens(LAUNCH + 4 * MINUTE, LAUNCH + 7 * MINUTE)).toEqual([4, 6])
    expect(await feed().bars('NOPE/USDT:USDT', LAUNCH, venue.state.now)).toEqual([])
    expect(await opens(LAUNCH + 7 * MINUTE, LAUNCH)).toEqual([])
  })

  it.each<[string, number, string]>([
    ['a zero price', 1, '0'],
    ['a high below the open', 2, '1'],
    ['a low above the close', 3, '99999'],
    ['a word for a price', 4, 'n/a'],
    ['a time off the minute', 0, String(LAUNCH + 1)],
  ])('are refused with %s', async (_, column, value) => {
    venue.state.candle = (row) => (row[0] === String(LAUNCH + MINUTE) ? row.with(column, value) : row)
    await expect(feed().bars(BTC, LAUNCH, LAUNCH + 3 * MINUTE)).rejects.toThrow(MarketDataUnavailable)
  })
})

describe('a venue in trouble', () => {
  const faults: PublicFault[] = [
    'html',
    'empty',
    'null',
    'no-list',
    'error-500',
    'refused-code',
    'stall',
    'stalled-body',
    'reset',
  ]
  const questions = [
    ['/instruments-info', (market: ReturnType<typeof feed>) => market.instruments()],
    ['/risk-limit', (market: ReturnType<typeof feed>) => market.instrument(BTC)],
    ['/tickers', (market: ReturnType<typeof feed>) => market.quote(BTC, venue.state.now)],
    ['/kline', (market: ReturnType<typeof feed>) => market.bars(BTC, LAUNCH, LAUNCH + 5 * MINUTE)],
  ] as const
  const cases = questions.flatMap(([path, ask]) => faults.map((fault) => [fault, path, ask] as const))

  it.each(cases)(
    'is unavailable, never wrong, with %s on %s, and heard again when it recovers',
    async (fault, path, ask) => {
      const market = feed()
      Object.assign(venue.state, { fault, faultyPath: path })
      const begun = performance.now()
      await expect(ask(market)).rejects.toThrow(MarketDataUnavailable)
      expect(performance.now() - begun).toBeLessThan(TIMEOUT_MS + 2_500)
      venue.state.fault = 'none'
      venue.state.now += 1_500
      expect(await ask(market)).not.toBeNull()
    },
  )

  it('is left alone for a second after a failure', async () => {
    const market = feed()
    await market.instruments()
    Object.assign(venue.state, { fault: 'error-500', faultyPath: '/tickers' })
    for (let i = 0; i < 5; i++)
      await expect(market.quote(BTC, venue.state.now)).rejects.toThrow(MarketDataUnavailable)
    expect(venue.requestsTo('/tickers')).toHaveLength(1)
  })

  it('says who is unavailable and why, without addresses or bodies', async () => {
    Object.assign(venue.state, { fault: 'html', faultyPath: '' })
    await expect(feed().quote(BTC, venue.state.now)).rejects.toThrow(
      /^bybit gave no usable answer \(TransportError\)$/,
    )
  })

  it('is unavailable when nothing listens', async () => {
    await venue.close()
    await expect(feed().quote(BTC, venue.state.now)).rejects.toThrow(MarketDataUnavailable)
  })
})
