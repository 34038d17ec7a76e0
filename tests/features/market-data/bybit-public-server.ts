import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type PublicFault =
  | 'none'
  | 'html'
  | 'empty'
  | 'null'
  | 'no-list'
  | 'error-500'
  | 'refused-code'
  | 'stall'
  | 'stalled-body'
  | 'reset'

const MINUTE = 60_000

/** Answers Bybit's public V5 routes for linear perpetuals over real HTTP; everything it sends is a string, as the venue's is. */
export async function bybitPublicServer() {
  const state = {
    /** Path and query of every request, in order. */
    requests: [] as string[],
    fault: 'none' as PublicFault,
    /** Requests whose path holds this text get the fault. */
    faultyPath: '',
    now: Date.UTC(2026, 0, 5, 12, 0, 30),
    ticker: {} as Record<string, string>,
    /** Opening times that the venue does not have. */
    missing: new Set<number>(),
    /** Replaces a candle as sent. */
    candle: (row: string[]) => row,
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://venue')
    state.requests.push(url.pathname + url.search)
    const faulty = state.fault !== 'none' && url.pathname.includes(state.faultyPath)
    if (faulty) return sendFault(state.fault, response)
    const result = answer(url.pathname, url.searchParams, state)
    if (result === null) return send(response, 404, '')
    send(response, 200, JSON.stringify({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: state.now }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    state,
    baseUrl: `http://127.0.0.1:${port}`,
    requestsTo: (path: string) => state.requests.filter((request) => request.includes(path)),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

type State = Awaited<ReturnType<typeof bybitPublicServer>>['state']

function send(response: ServerResponse, status: number, body: string) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

function sendFault(fault: PublicFault, response: ServerResponse) {
  if (fault === 'html') return send(response, 200, '<html><body>Just a moment...</body></html>')
  if (fault === 'empty') return send(response, 200, '')
  if (fault === 'null') return send(response, 200, 'null')
  if (fault === 'no-list') return send(response, 200, '{"retCode":0,"retMsg":"OK","result":{},"time":1}')
  if (fault === 'error-500') return send(response, 500, '{}')
  if (fault === 'refused-code')
    return send(response, 200, '{"retCode":10006,"retMsg":"Too many visits!","result":{}}')
  if (fault === 'reset') return response.destroy()
  if (fault === 'stalled-body')
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"retCode":0,')
}

function answer(path: string, query: URLSearchParams, state: State) {
  if (path === '/v5/market/instruments-info') {
    const list = query.get('status') === 'PreLaunch' ? [] : instruments
    return { category: 'linear', list, nextPageCursor: '' }
  }
  const symbol = query.get('symbol') ?? ''
  if (path === '/v5/market/tickers')
    return { category: 'linear', list: [{ ...ticker(symbol), ...state.ticker }] }
  if (path === '/v5/market/risk-limit') return { category: 'linear', list: riskLimits(symbol) }
  if (path === '/v5/market/kline') return { category: 'linear', symbol, list: candles(query, state) }
  return null
}

const instrument = (base: string, rules: Record<string, unknown> = {}) => ({
  symbol: `${base}USDT`,
  contractType: 'LinearPerpetual',
  status: 'Trading',
  baseCoin: base,
  quoteCoin: 'USDT',
  settleCoin: 'USDT',
  launchTime: String(Date.UTC(2026, 0, 5)),
  deliveryTime: '0',
  fundingInterval: 480,
  leverageFilter: { minLeverage: '1', maxLeverage: '100.00', leverageStep: '0.01' },
  priceFilter: { minPrice: '0.10', maxPrice: '1999999.80', tickSize: '0.10' },
  lotSizeFilter: {
    minOrderQty: '0.001',
    maxOrderQty: '1190.000',
    maxMktOrderQty: '500.000',
    qtyStep: '0.001',
    minNotionalValue: '5',
  },
  ...rules,
})

const instruments = [
  instrument('BTC'),
  instrument('ETH', { fundingInterval: 240 }),
  instrument('OLD', { status: 'Closed' }),
  instrument('USDC', { symbol: 'BTCPERP', baseCoin: 'BTC', quoteCoin: 'USDC', settleCoin: 'USDC' }),
  instrument('DATED', {
    symbol: 'DATEDUSDT-27MAR26',
    contractType: 'LinearFutures',
    deliveryTime: String(Date.UTC(2026, 2, 27)),
  }),
]

const ticker = (symbol: string) => ({
  symbol,
  lastPrice: '60000.50',
  markPrice: '60001.20',
  indexPrice: '60002.00',
  prevPrice24h: '59000.00',
  price24hPcnt: '0.0169',
  highPrice24h: '61000.00',
  lowPrice24h: '58000.00',
  turnover24h: '1000000000',
  volume24h: '16000',
  bid1Price: '60000.40',
  bid1Size: '1.2',
  ask1Price: '60000.60',
  ask1Size: '0.8',
  fundingRate: '0.0001',
  nextFundingTime: '1767628800000',
  openInterestValue: '500000000',
})

function riskLimits(symbol: string) {
  const tier = (id: number, riskLimitValue: string, maintenanceMargin: string, maxLeverage: string) => ({
    id,
    symbol,
    riskLimitValue,
    maintenanceMargin,
    initialMargin: '0.01',
    maxLeverage,
    mmDeduction: '0',
  })
  return [
    tier(1, '2000000', '0.005', '100.00'),
    tier(2, '10000000', '0.01', '50.00'),
    tier(3, '20000000', '0.02', '25.00'),
  ]
}

/** Newest first, the forming candle included, `start` and `end` inclusive: the price of a minute is its number since launch. */
function candles(query: URLSearchParams, state: State): string[][] {
  const start = Number(query.get('start'))
  const end = Math.min(Number(query.get('end') ?? state.now), state.now)
  const rows: string[][] = []
  for (let time = Math.ceil(start / MINUTE) * MINUTE; time <= end; time += MINUTE) {
    if (time < Date.UTC(2026, 0, 5) || state.missing.has(time)) continue
    const price = 50_000 + (time - Date.UTC(2026, 0, 5)) / MINUTE
    const prices = [price, price + 2, price - 2, price + 1].map((value) => value.toFixed(2))
    rows.push(state.candle([String(time), ...prices, '12.5', '600000']))
  }
  const limit = Number(query.get('limit') ?? 200)
  return rows.slice(-limit).toReversed()
}
