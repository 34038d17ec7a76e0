import fc from 'fast-check'
import { CANDLE_HEADER, MAX_CANDLES, parseCandles } from '@/lib/domain/candles/parse-candles'

const T0 = Date.UTC(2024, 0, 1)
const MINUTE = 60_000

const row = (minute: number, prices = '100,101,99,100.5', volume = '12.5') =>
  `${T0 + minute * MINUTE},${prices},${volume}`

const file = (...lines: string[]) => [CANDLE_HEADER, ...lines].join('\n') + '\n'

function faultOf(text: string) {
  const result = parseCandles(text)
  if (result.ok) throw new Error('the text was accepted')
  return result.error
}

function candlesOf(text: string) {
  const result = parseCandles(text)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('reading candles from text', () => {
  it('puts every number into its column', () => {
    const { series, gaps } = candlesOf(file(row(0), row(1, '100.5,110.25,0.00001234,3', '0')))
    expect(series.length).toBe(2)
    expect(series.barMs).toBe(MINUTE)
    expect([...series.openTime]).toEqual([T0, T0 + MINUTE])
    expect([...series.open]).toEqual([100, 100.5])
    expect([...series.high]).toEqual([101, 110.25])
    expect([...series.low]).toEqual([99, 0.00001234])
    expect([...series.close]).toEqual([100.5, 3])
    expect([...series.volume]).toEqual([12.5, 0])
    expect(gaps).toEqual([])
  })

  it.each([
    ['Windows line ends', file(row(0), row(1)).replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${file(row(0), row(1))}`],
    ['no line end after the last row', file(row(0), row(1)).trimEnd()],
    ['blank lines at the end', `${file(row(0), row(1))}\n \r\n`],
    ['a header in capitals', file(row(0), row(1)).replace('timestamp', 'Timestamp')],
  ])('accepts %s', (_, text) => {
    expect(candlesOf(text).series.length).toBe(2)
  })

  it('gives exactly the double that the digits name, however they are written', () => {
    const price = fc.oneof(
      fc.double({ min: 1e-9, max: 1e9, noNaN: true }).map(String),
      fc.tuple(fc.integer({ min: 1, max: 10 ** 8 }), fc.bigInt(0n, 10n ** 14n)).map(([a, b]) => `${a}.${b}`),
    )
    fc.assert(
      fc.property(price, (text) => {
        const { series } = candlesOf(file(row(0, `${text},${text},${text},${text}`, text), row(1)))
        expect(series.open[0]).toBe(Number(text))
        expect(series.volume[0]).toBe(Number(text))
      }),
    )
  })

  it('returns gaps with their first missing opening time and length, as no fault', () => {
    const { series, gaps } = candlesOf(file(row(0), row(1), row(4), row(5), row(7)))
    expect(series.barMs).toBe(MINUTE)
    expect(gaps).toEqual([
      { from: T0 + 2 * MINUTE, missingBars: 2 },
      { from: T0 + 6 * MINUTE, missingBars: 1 },
    ])
  })

  it.each([
    ['1-second', 1],
    ['5-minute', 300],
    ['1-hour', 3_600],
    ['4-hour', 14_400],
    ['1-day', 86_400],
    ['7-day', 604_800],
  ])('takes the smallest step as the bar length: %s', (_, seconds) => {
    const lines = [0, 3, 4, 9].map((bar) => `${T0 + bar * seconds * 1000},1,1,1,1,1`)
    const { series, gaps } = candlesOf(file(...lines))
    expect(series.barMs).toBe(seconds * 1000)
    expect(gaps.map((gap) => gap.missingBars)).toEqual([2, 4])
  })

  it('keeps the minutes of a market that often trades nothing', () => {
    const minutes = Array.from({ length: 200 }, (_, i) =>
      i % 10 === 0 ? [i * 3, i * 3 + 1] : [i * 3],
    ).flat()
    expect(candlesOf(file(...minutes.map((minute) => row(minute)))).series.barMs).toBe(MINUTE)
  })
})

describe('refusing candles', () => {
  const many = Array.from({ length: 200 }, (_, i) => row(i * 5))
  const stray = [...many.slice(0, 50), row(50 * 5 - 2), ...many.slice(50)]
  const offSecond = [...many.slice(0, 50), `${T0 + 50 * 5 * MINUTE - 37_123},1,1,1,1,1`, ...many.slice(50)]

  it.each<[string, string, number, string, RegExp]>([
    ['an empty text', '', 1, 'header', /found ""/],
    ['a missing header', `${row(0)}\n${row(1)}`, 1, 'header', /is missing, the file starts with data/],
    ['another header', 'date,open,high,low,close\n', 1, 'header', /found "date,open,high,low,close"/],
    ['a header with semicolons', CANDLE_HEADER.replaceAll(',', ';'), 1, 'header', /must be "timestamp,/],
    ['a header alone', `${CANDLE_HEADER}\n`, 1, 'too-few-rows', /at least two/],
    ['a single candle', file(row(0)), 2, 'too-few-rows', /at least two/],
    ['five columns', file(row(0), `${T0 + MINUTE},1,1,1,1`), 3, 'columns', /found 5/],
    ['seven columns', file(row(0), `${row(1)},9`), 3, 'columns', /found 7/],
    ['a blank line between rows', file(row(0), '', row(1)), 3, 'columns', /empty/],
    ['a word', file(row(0), row(1, '100,high,99,100')), 3, 'number', /high is "high"/],
    ['NaN', file(row(0), row(1, 'NaN,101,99,100')), 3, 'number', /open is "NaN"/],
    ['Infinity', file(row(0), row(1, '100,Infinity,99,100')), 3, 'number', /high is "Infinity"/],
    ['a number beyond doubles', file(row(0), row(1, '100,1e999,99,100')), 3, 'number', /high is "1e999"/],
    ['an empty field', file(row(0), row(1, '100,101,,100')), 3, 'number', /low is empty/],
    ['a hexadecimal number', file(row(0), row(1, '0x64,101,99,100')), 3, 'number', /open is "0x64"/],
    ['a date', file('2024-01-01T00:00Z,1,1,1,1,1', row(1)), 2, 'number', /timestamp is "2024-01-01T00:00Z"/],
    ['a zero price', file(row(0), row(1, '0,101,0,100')), 3, 'price', /open is 0/],
    ['a negative price', file(row(0), row(1, '100,101,-1,100')), 3, 'price', /low is -1/],
    ['a price in no market', file(row(0), row(1, '1e13,1e13,1,100')), 3, 'price', /out of any market/],
    ['a high below the low', file(row(0), row(1, '100,98,99,100')), 3, 'price', /high 98 is below low 99/],
    ['a high below the open', file(row(0), row(1, '102,101,99,100')), 3, 'price', /below open/],
    ['a high below the close', file(row(0), row(1, '100,101,99,102')), 3, 'price', /below close/],
    ['a low above the open', file(row(0), row(1, '98,101,99,100')), 3, 'price', /above open/],
    ['a low above the close', file(row(0), row(1, '100,101,99,98')), 3, 'price', /above close/],
    ['a negative volume', file(row(0), row(1, '100,101,99,100', '-2')), 3, 'volume', /negative/],
    ['a repeated candle', file(row(0), row(1), row(1)), 4, 'order', /repeats/],
    ['a candle out of order', file(row(0), row(2), row(1)), 4, 'order', /earlier/],
    ['seconds', file(`${T0 / 1000},1,1,1,1,1`, row(1)), 2, 'timestamp', /looks like seconds/],
    ['seconds later', file(row(0), `${T0 / 1000 + 60},1,1,1,1,1`), 3, 'timestamp', /looks like seconds/],
    ['microseconds later', file(row(0), `${T0}000,1,1,1,1,1`), 3, 'timestamp', /looks like microseconds/],
    ['nanoseconds', file(`${T0}000000,1,1,1,1,1`, row(1)), 2, 'timestamp', /looks like nanoseconds/],
    ['a row number as time', file('1,1,1,1,1,1', '2,1,1,1,1,1'), 2, 'timestamp', /no time in milliseconds/],
    ['half milliseconds', file(row(0), `${T0}.5,1,1,1,1,1`), 3, 'timestamp', /whole number/],
    [
      'closing times',
      file(`${T0 - 1},1,1,1,1,1`, `${T0 - 1 + MINUTE},1,1,1,1,1`),
      2,
      'grid',
      /59.999 s after/,
    ],
    ['an unusual step', file(row(0), `${T0 + 37_000},1,1,1,1,1`), 3, 'grid', /37000 ms/],
    ['a stray minute in 5-minute candles', file(...stray), 52, 'grid', /off the 5-minute grid/],
    ['a stray instant in 5-minute candles', file(...offSecond), 52, 'grid', /off the 5-minute grid/],
  ])('names line and fault of %s', (_, text, line, kind, message) => {
    const fault = faultOf(text)
    expect(fault).toMatchObject({ line, kind })
    expect(fault.message).toMatch(message)
    expect(fault.message).toMatch(new RegExp(`^Line ${line}: .*[^.]\\.$`))
  })

  it('answers a file of too many candles without reading them', () => {
    const fault = faultOf(`${CANDLE_HEADER}\n${'0\n'.repeat(MAX_CANDLES + 1)}`)
    expect(fault).toMatchObject({ kind: 'too-many-rows', line: MAX_CANDLES + 2 })
    expect(fault.message).toMatch(/5,000,000/)
  })

  it('never throws, whatever the text', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constant(row(0)),
      fc
        .array(fc.oneof(fc.double().map(String), fc.string()), { maxLength: 8 })
        .map((cells) => cells.join(',')),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const result = parseCandles(file(...lines))
        if (!result.ok) expect(result.error.line).toBeGreaterThan(0)
      }),
    )
  })
})
