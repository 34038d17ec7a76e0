import { canonicalSymbol } from '@/lib/domain/symbols'

const listed = [
  { symbol: 'BTC/USDT:USDT', base: 'BTC', quote: 'USDT' },
  { symbol: 'ETH/USDT:USDT', base: 'ETH', quote: 'USDT' },
  { symbol: 'ETH/USDC:USDC', base: 'ETH', quote: 'USDC' },
  { symbol: 'SOL/USD:USD', base: 'SOL', quote: 'USD' },
  { symbol: 'SOL/USD:SOL', base: 'SOL', quote: 'USD' },
]

test.each([
  'BTC/USDT:USDT',
  'btc/usdt:usdt',
  'BTC/USDT',
  'btcusdt',
  'BTC-USDT',
  'btc_usdt',
  ' BTC/USDT:USDT ',
])('%p names BTC/USDT:USDT', (typed) => expect(canonicalSymbol(typed, listed)).toBe('BTC/USDT:USDT'))

test.each([
  ['another settlement', 'BTC/USDT:BTC'],
  ['a base alone', 'BTC'],
  ['what is not listed', 'DOGE/USDT'],
  ['what two markets answer to', 'SOLUSD'],
  ['nothing', ''],
  ['a very long text', 'BTC'.repeat(100)],
  ['look-alike letters', 'ВТС/USDT'],
])('%s names no market', (_, typed) => expect(canonicalSymbol(typed, listed)).toBeNull())

test('the full symbol decides where the short one is ambiguous', () => {
  expect(canonicalSymbol('SOL/USD:SOL', listed)).toBe('SOL/USD:SOL')
})

test('without listed markets nothing is known', () => expect(canonicalSymbol('BTC/USDT', [])).toBeNull())
