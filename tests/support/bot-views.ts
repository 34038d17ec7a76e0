import type {
  AccountOptionView,
  BotCardView,
  BotDetailView,
  CandleView,
  DashboardView,
  DealView,
  EquityPointView,
  InstrumentOptionView,
  LogView,
  MarkerView,
  OrderView,
  PairCardView,
  PairDetailView,
  PlanUsageView,
  RecentTradeView,
  TickView,
} from '@/lib/bots/views'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'

/** The instant all these views were made: a fixed one, so that ages are known. */
export const viewedAt = Date.parse('2026-11-21T12:00:00.000Z')
const ago = (seconds: number): string => new Date(viewedAt - seconds * 1000).toISOString()

export const bitcoin: Instrument = {
  symbol: 'BTC/USDT:USDT',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  tickSize: 0.1,
  quantityStep: 0.001,
  minQuantity: 0.001,
  maxLimitQuantity: 1000,
  maxMarketQuantity: 100,
  minCost: 5,
  tiers: [{ upTo: null, rate: 0.005, maxLeverage: 100 }],
  fees: { maker: 0.0002, taker: 0.00055 },
  fundingIntervalMs: 28_800_000,
}

export const ether: Instrument = {
  ...bitcoin,
  symbol: 'ETH/USDT:USDT',
  base: 'ETH',
  tickSize: 0.01,
  quantityStep: 0.01,
  minQuantity: 0.01,
}

export const instrumentOption = (over: Partial<InstrumentOptionView> = {}): InstrumentOptionView => ({
  instrument: bitcoin,
  lastPrice: 60_000,
  priceAt: ago(2),
  ...over,
})

export const etherOption = instrumentOption({ instrument: ether, lastPrice: 3000 })

export const accountOption = (over: Partial<AccountOptionView> = {}): AccountOptionView => ({
  id: 'acc_paper_0001',
  label: 'Paper account',
  environment: 'paper',
  exchange: 'Paper exchange',
  market: 'simulated market',
  available: '10000',
  history: { source: 'simulated:test', label: 'simulated market', isSimulated: true },
  ...over,
})

export const planUsage = (over: Partial<PlanUsageView> = {}): PlanUsageView => ({
  plan: 'basic',
  planName: 'Basic',
  botsUsed: 2,
  botsLimit: 3,
  pairsPerBot: 2,
  canTradeLive: true,
  ...over,
})

export const pairCard = (over: Partial<PairCardView> = {}): PairCardView => ({
  id: 'pair_1',
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  leverage: 3,
  condition: {
    code: 'orders-in-place',
    sentence: 'Orders are in place: take profit 1.10 % above the price, next safety order 2.03 % below.',
    since: ago(720),
    checkedAt: ago(100),
  },
  ...over,
})

export const botCard = (over: Partial<BotCardView> = {}): BotCardView => ({
  id: 'bot_1',
  name: 'BTC ladder',
  status: 'RUNNING',
  statusReason: null,
  environment: 'paper',
  exchange: 'Paper exchange',
  accountLabel: 'Paper account',
  market: 'simulated market',
  intervalSec: 300,
  pairs: [pairCard()],
  realisedPnl: '46.2043',
  unrealisedPnl: '-3.118',
  openDeals: 1,
  lastTickAt: ago(100),
  nextTickAt: ago(-200),
  ...over,
})

const allowed = { allowed: true, why: null }

export const pairDetail = (over: Partial<PairDetailView> = {}): PairDetailView => ({
  ...pairCard(),
  strategy: 'dca',
  settings: { allocatedCapital: 1000, baseOrderSize: 180.5, takeProfitPct: 1.5, stopLossPct: 12 },
  price: { last: '60120.4', mark: '60118.9', at: ago(6) },
  position: {
    quantity: '0.018',
    averageEntry: '60290.55',
    unrealisedPnl: '-3.118',
    liquidationPrice: '40711.2',
    margin: '361.74',
  },
  deal: {
    id: 'deal_14',
    number: 14,
    status: 'active',
    level: 2,
    ladderSize: 5,
    openedAt: ago(40_000),
    configVersion: 3,
    lines: {
      average: '60290.55',
      takeProfit: '61230.1',
      nextSafetyOrder: '58890.2',
      stopLoss: '53055.7',
      liquidation: '40711.2',
    },
  },
  priceDecimals: 1,
  quantityDecimals: 3,
  ...over,
})

const ticks: readonly TickView[] = Array.from({ length: 48 }, (_, index) => ({
  at: ago((48 - index) * 300),
  outcome: index === 20 ? 'failed' : 'done',
  latenessMs: index === 33 ? 42_000 : 300,
  note: index === 20 ? 'the exchange did not answer' : '',
}))

export const botDetail = (over: Partial<BotDetailView> = {}): BotDetailView => ({
  ...botCard(),
  pairs: [pairDetail()],
  configVersion: 4,
  fees: '5.1023',
  funding: '-0.7781',
  createdAt: ago(2_000_000),
  startedAt: ago(1_990_000),
  commands: {
    start: { allowed: false, why: 'The bot is running.' },
    pause: allowed,
    resume: { allowed: false, why: 'The bot is running.' },
    stop: allowed,
    'close-now': allowed,
    delete: { allowed: false, why: 'Stop the bot before you delete it.' },
  },
  ticks,
  ...over,
})

export const trade = (over: Partial<RecentTradeView> = {}): RecentTradeView => ({
  id: 'trd_1',
  at: ago(900),
  environment: 'paper',
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  action: 'OPENED',
  quantity: '0.008',
  price: '60710.5',
  fee: '0.2671',
  pnl: '-0.2671',
  balanceAfter: '10046.2043',
  reason: 'Start condition met: no deal was open and the cooldown was over.',
  dealNumber: 14,
  botId: 'bot_1',
  botName: 'BTC ladder',
  ...over,
})

export const deal = (over: Partial<DealView> = {}): DealView => ({
  id: 'deal_13',
  number: 13,
  pairId: 'pair_1',
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  status: 'completed',
  level: 2,
  peakQuantity: '0.018',
  averageEntry: '59820.1133',
  netPnl: '15.8102',
  fees: '0.6',
  funding: '-0.12',
  openedAt: ago(90_000),
  endedAt: ago(50_000),
  endReason: 'Take profit filled.',
  ...over,
})

export const logEntry = (over: Partial<LogView> = {}): LogView => ({
  id: 'log_1',
  at: ago(3000),
  lastAt: ago(100),
  repeats: 9,
  level: 'info',
  pair: 'BTC/USDT long',
  code: 'orders-in-place',
  message: 'Orders are in place: take profit 1.10 % above the price, next safety order 2.03 % below.',
  ...over,
})

export const order = (over: Partial<OrderView> = {}): OrderView => ({
  id: 'ord_1',
  key: 'take-profit/1',
  attempt: 3,
  symbol: 'BTC/USDT:USDT',
  positionSide: 'long',
  side: 'sell',
  kind: 'limit',
  price: '61230.1',
  quantity: '0.018',
  filled: '0',
  status: 'ACK',
  reduceOnly: true,
  plannedAt: ago(900),
  refusal: null,
  ...over,
})

export const equityPoints = (count = 200): EquityPointView[] =>
  Array.from({ length: count }, (_, index) => ({
    at: ago((count - index) * 3000),
    realised: Math.floor(index / 12) * 2.6,
    unrealised: 6 * Math.sin(index / 9) - 4 * Math.abs(Math.sin(index / 31)),
  }))

export const candles = (count = 288): CandleView[] => {
  const price = (index: number) =>
    60_000 + 900 * Math.sin(index / 22) + 300 * Math.sin(index / 5) + 40 * Math.cos(index * 7)
  return Array.from({ length: count }, (_, index) => {
    const [open, close] = [price(index), price(index + 1)]
    return {
      time: Math.floor(viewedAt / 1000) - (count - index) * 300,
      open,
      close,
      high: Math.max(open, close) + 60,
      low: Math.min(open, close) - 60,
    }
  })
}

export const markers = (): MarkerView[] => {
  const shown = candles()
  const at = (index: number) => shown[index] ?? { time: 0, close: 0 }
  return [
    { time: at(40).time, action: 'OPENED', price: at(40).close, label: 'Opened 0.008 at market' },
    { time: at(95).time, action: 'ADDED', price: at(95).close, label: 'Safety order 1 filled' },
    { time: at(110).time, action: 'ADDED', price: at(110).close, label: 'Safety order 2 filled' },
    { time: at(170).time, action: 'CLOSED', price: at(170).close, label: 'Take profit filled' },
  ]
}

export const dashboard = (over: Partial<DashboardView> = {}): DashboardView => ({
  environment: 'paper',
  environments: ['paper'],
  equity: '10043.0863',
  equityAt: ago(6),
  today: { realised: '12.441', since: '2026-11-21T00:00:00.000Z' },
  totals: { realised: '46.2043', unrealised: '-3.118', fees: '5.1', funding: '-0.77' },
  openPositions: 2,
  botsRunning: 2,
  usage: planUsage(),
  equitySeries: equityPoints(),
  attention: [],
  bots: [botCard()],
  recentTrades: [trade()],
  ...over,
})
