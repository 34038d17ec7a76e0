import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ccxtMarket } from '@/lib/adapters/market-data/ccxt/feed'
import type { CcxtExchangeId } from '@/lib/adapters/market-data/ccxt/venues'

const START = Date.UTC(2026, 0, 5)
const MINUTE = 60_000
const NOW = START + 3 * MINUTE + 10_000

/** Public answers of one venue, by path, in the words of its documentation. */
type Answers = Readonly<Record<string, unknown>>

const phemex: Answers = {
  '/public/products': {
    code: 0,
    msg: '',
    data: {
      currencies: [
        { currency: 'USDT', valueScale: 8, minValueEv: '1', maxValueEv: '1000', status: 'Listed' },
      ],
      products: [],
      perpProductsV2: [
        {
          symbol: 'BTCUSDT',
          type: 'PerpetualV2',
          settleCurrency: 'USDT',
          quoteCurrency: 'USDT',
          baseCurrency: 'BTC',
          contractUnderlyingAssets: 'BTC',
          tickSize: '0.1',
          priceScale: 0,
          ratioScale: 0,
          status: 'Listed',
          maxLeverage: 100,
          qtyStepSize: '0.001',
          minOrderValueRv: '1',
          maxOrderQtyRq: '1000',
          fundingInterval: 14400,
        },
      ],
      riskLimitsV2: [
        {
          symbol: 'BTCUSDT',
          steps: '2000K',
          riskLimits: [
            { limit: 2000000, initialMarginRr: '0.01', maintenanceMarginRr: '0.005' },
            { limit: 4000000, initialMarginRr: '0.015', maintenanceMarginRr: '0.0075' },
          ],
        },
      ],
    },
  },
  '/v1/exchange/public/products': { code: 0, msg: '', data: [] },
  '/md/v2/ticker/24hr': {
    error: null,
    id: 0,
    result: {
      symbol: 'BTCUSDT',
      closeRp: '60000.5',
      highRp: '61000',
      lowRp: '59000',
      openRp: '59500',
      bidRp: '60000.4',
      askRp: '60000.6',
      markPriceRp: '60001.2',
      turnoverRv: '1000',
      volumeRq: '10',
      timestamp: NOW * 1e6,
    },
  },
  '/exchange/public/md/v2/kline/list': {
    code: 0,
    msg: 'OK',
    data: {
      rows: [0, 1, 2, 3].map((minute) => [
        START / 1000 + minute * 60,
        60,
        '50000',
        String(50_000 + minute),
        String(50_010 + minute),
        String(49_990 + minute),
        String(50_001 + minute),
        '2.5',
        '125000',
        'BTCUSDT',
      ]),
    },
  },
}

const binance: Answers = {
  '/fapi/v1/exchangeInfo': {
    symbols: [
      {
        symbol: 'BTCUSDT',
        pair: 'BTCUSDT',
        contractType: 'PERPETUAL',
        deliveryDate: 4133404800000,
        onboardDate: START,
        status: 'TRADING',
        baseAsset: 'BTC',
        quoteAsset: 'USDT',
        marginAsset: 'USDT',
        pricePrecision: 2,
        quantityPrecision: 3,
        filters: [
          { filterType: 'PRICE_FILTER', minPrice: '556.80', maxPrice: '4529764', tickSize: '0.10' },
          { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '1000', stepSize: '0.001' },
          { filterType: 'MARKET_LOT_SIZE', minQty: '0.001', maxQty: '120', stepSize: '0.001' },
          { filterType: 'MIN_NOTIONAL', notional: '100' },
        ],
      },
    ],
  },
  '/fapi/v1/ticker/24hr': {
    symbol: 'BTCUSDT',
    lastPrice: '60000.50',
    openPrice: '59500',
    highPrice: '61000',
    lowPrice: '59000',
    volume: '10',
    quoteVolume: '600000',
    closeTime: NOW,
  },
  '/fapi/v1/klines': [0, 1, 2, 3].map((minute) => [
    START + minute * MINUTE,
    String(50_000 + minute),
    String(50_010 + minute),
    String(49_990 + minute),
    String(50_001 + minute),
    '2.5',
    START + (minute + 1) * MINUTE - 1,
    '125000',
    9,
    '1',
    '1',
    '0',
  ]),
}

const kraken: Answers = {
  '/derivatives/api/v3/instruments': {
    result: 'success',
    instruments: [
      {
        symbol: 'PF_XBTUSD',
        type: 'flexible_futures',
        tradeable: true,
        tickSize: 1,
        contractSize: 1,
        contractValueTradePrecision: 4,
        maxPositionSize: 250,
        openingDate: '2026-01-05T00:00:00.000Z',
        marginLevels: [
          { numNonContractUnits: 0, initialMargin: 0.02, maintenanceMargin: 0.01 },
          { numNonContractUnits: 500000, initialMargin: 0.04, maintenanceMargin: 0.02 },
        ],
      },
    ],
  },
  '/derivatives/api/v3/tickers/PF_XBTUSD': {
    result: 'success',
    ticker: tickerOfKraken(),
  },
  '/api/charts/v1/trade/PF_XBTUSD/1m': {
    candles: [0, 1, 2, 3].map((minute) => ({
      time: START + minute * MINUTE,
      open: String(50_000 + minute),
      high: String(50_010 + minute),
      low: String(49_990 + minute),
      close: String(50_001 + minute),
      volume: 2.5,
    })),
    more_candles: false,
  },
}

function tickerOfKraken() {
  return {
    symbol: 'PF_XBTUSD',
    last: 60000.5,
    lastTime: '2026-01-05T00:03:00.000Z',
    bid: 60000.4,
    ask: 60000.6,
    markPrice: 60001.2,
    open24h: 59500,
    vol24h: 10,
  }
}

let server: Server
let misses: string[]
let answers: Answers
beforeEach(async () => {
  misses = []
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://venue').pathname
    const answer = answers[path]
    if (answer === undefined) misses.push(path)
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  expect(misses).toEqual([])
})

const tiersOfBinance = [{ upTo: null, rate: 0.025, maxLeverage: 20 }]
const hour = 3_600_000

describe.each<[CcxtExchangeId, Answers, string, Record<string, unknown>]>([
  [
    'phemex',
    phemex,
    'BTC/USDT:USDT',
    {
      tickSize: 0.1,
      quantityStep: 0.001,
      minQuantity: 0.001,
      maxLimitQuantity: 1000,
      maxMarketQuantity: 1000,
      minCost: 1,
      tiers: [
        { upTo: 2_000_000, rate: 0.005, maxLeverage: 100 },
        { upTo: null, rate: 0.0075, maxLeverage: 66.67 },
      ],
      fees: { maker: 0.0001, taker: 0.0006 },
      fundingIntervalMs: 4 * hour,
    },
  ],
  [
    'binanceusdm',
    binance,
    'BTC/USDT:USDT',
    {
      tickSize: 0.1,
      quantityStep: 0.001,
      minQuantity: 0.001,
      maxLimitQuantity: 1000,
      maxMarketQuantity: 120,
      minCost: 100,
      tiers: tiersOfBinance,
      fees: { maker: 0.0002, taker: 0.0005 },
      fundingIntervalMs: 8 * hour,
    },
  ],
  [
    'krakenfutures',
    kraken,
    'BTC/USD:USD',
    {
      settle: 'USD',
      tickSize: 1,
      quantityStep: 0.0001,
      minQuantity: 0.0001,
      maxLimitQuantity: 250,
      minCost: 0,
      tiers: [
        { upTo: 500_000, rate: 0.01, maxLeverage: 50 },
        { upTo: null, rate: 0.02, maxLeverage: 25 },
      ],
      fundingIntervalMs: hour,
    },
  ],
])('the public data of %s', (id, published, symbol, rules) => {
  const feed = () => {
    answers = published
    const { port } = server.address() as AddressInfo
    return ccxtMarket(id, { baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 30_000, now: () => NOW })
  }

  it('gives the rules of an instrument', async () => {
    expect(await feed().instrument(symbol)).toMatchObject({ symbol, base: 'BTC', ...rules })
  }, 60_000)

  it('gives a quote', async () => {
    // Binance's ticker holds neither book nor mark.
    const others =
      id === 'binanceusdm'
        ? { bid: 59997.4, ask: 60003.6, mark: 60000.5 }
        : { bid: 60000.4, ask: 60000.6, mark: 60001.2 }
    expect(await feed().quote(symbol, NOW)).toEqual({ last: 60000.5, ...others, at: NOW })
  })

  it('gives closed candles and not the forming one', async () => {
    const bars = await feed().bars(symbol, START, NOW)
    expect(bars.map((bar) => bar.openTime)).toEqual([0, 1, 2].map((minute) => START + minute * MINUTE))
    expect(bars[1]).toEqual({
      openTime: START + MINUTE,
      open: 50001,
      high: 50011,
      low: 49991,
      close: 50002,
      volume: 2.5,
    })
  })
})
