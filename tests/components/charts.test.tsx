import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { CandleChart } from '@/components/charts/candle-chart'
import { candleSummary, frameOf, withEmptyPlaces } from '@/components/charts/candle-summary'
import { EquityChart } from '@/components/charts/equity-chart'
import { equitySummary, withGaps, worstDrop } from '@/components/charts/equity-summary'
import { priceLinesOf } from '@/components/trading/price-lines'
import { candles, equityPoints, markers, pairDetail } from '@/tests/support/bot-views'
import { drawn } from '@/tests/support/lightweight-charts'

const point = (minute: number, realised: number, unrealised = 0) => ({
  at: new Date(Date.UTC(2026, 10, 21, 0, minute)).toISOString(),
  realised,
  unrealised,
})

describe('the candle chart', () => {
  const lines = priceLinesOf(pairDetail().deal)
  const show = () =>
    render(
      <CandleChart
        symbol="BTC/USDT:USDT"
        candles={candles()}
        markers={markers()}
        lines={lines}
        priceDecimals={1}
      />,
    )

  test('its accessible name tells the price, the trades and the lines', async () => {
    show()
    const chart = screen.getByRole('img')
    expect(chart).toHaveAccessibleName(/^BTC\/USDT perp went from 60,040\.0 to/)
    expect(chart).toHaveAccessibleName(/Trades: opened 1, added 2, closed 1\./)
    expect(chart).toHaveAccessibleName(
      /Lines: average 60,290\.6, take profit 61,230\.1, next safety order 58,890\.2\. Outside the chart: stop 53,055\.7, liquidation 40,711\.2\./,
    )
    await waitFor(() => expect(drawn.candles).toHaveLength(288))
  })

  test('marks differ by shape and letter, lines by dash and label', async () => {
    show()
    await waitFor(() => expect(drawn.markers).toHaveLength(4))
    const shown = drawn.markers as { text: string; shape: string }[]
    expect(shown.map(({ text, shape }) => `${text} ${shape}`)).toEqual([
      'O arrowUp',
      'A circle',
      'A circle',
      'C arrowDown',
    ])
    const labelled = (drawn.lines as { title: string; lineStyle?: number }[]).filter(
      (line) => line.title !== '',
    )
    expect(labelled.map((line) => line.title)).toEqual(['Average', 'Take profit', 'Next safety order'])
    expect(new Set(labelled.map((line) => line.lineStyle)).size).toBe(3)
  })

  test('the same points are there as a table on request', async () => {
    show()
    expect(screen.queryByRole('table')).toBeNull()
    await userEvent.click(screen.getByText('Show as table'))
    const table = await screen.findByRole('table', { name: 'Trades on the chart' })
    expect(within(table).getAllByRole('row')).toHaveLength(5)
    expect(screen.getByRole('table', { name: 'Candles of BTC/USDT perp' })).toBeInTheDocument()
  })

  test.each([
    ['beside the candles the axis reaches it', 'take-profit', 104, 104, true],
    ['below the candles the axis reaches it', 'next-safety-order', 85, 85, true],
    ['more than 6 % away it is only named', 'take-profit', 106.1, 100, false],
    ['a stop below never widens the axis', 'stop-loss', 89, 90, false],
    ['a stop among the candles is drawn', 'stop-loss', 95, 90, true],
  ] as const)('a line %s', (_, kind, price, edge, isDrawn) => {
    const frame = frameOf([{ time: 0, open: 95, high: 100, low: 90, close: 95 }], [{ kind, price }])
    expect([frame.low, frame.high]).toContain(edge)
    expect(frame.drawn).toHaveLength(isDrawn ? 1 : 0)
    expect(frame.outside).toHaveLength(isDrawn ? 0 : 1)
  })

  test('a stop is drawn once the axis reaches it for the sake of another line', () => {
    const lines = [
      { kind: 'next-safety-order', price: 86 },
      { kind: 'stop-loss', price: 87 },
    ] as const
    const frame = frameOf([{ time: 0, open: 95, high: 100, low: 90, close: 95 }], lines)
    expect(frame.drawn).toEqual(lines)
  })

  test('missing candles leave their places empty', () => {
    const bar = { open: 1, high: 1, low: 1, close: 1 }
    const places = withEmptyPlaces([
      { time: 0, ...bar },
      { time: 60, ...bar },
      { time: 240, ...bar },
    ])
    expect(places.map((place) => [place.time, 'open' in place])).toEqual([
      [0, true],
      [60, true],
      [120, false],
      [180, false],
      [240, true],
    ])
  })

  test('without candles it says so instead of drawing nothing', () => {
    render(<CandleChart symbol="BTC/USDT:USDT" candles={[]} markers={[]} lines={[]} priceDecimals={1} />)
    expect(screen.getByText(/No candles of BTC\/USDT perp yet/)).toBeInTheDocument()
    expect(candleSummary('BTC/USDT:USDT', [], [], [], 1)).toBe('No candles of BTC/USDT perp yet.')
  })
})

describe('the equity chart', () => {
  test('its accessible name is a sentence made of its points, and they are there as a table', async () => {
    render(<EquityChart points={equityPoints(20)} span="7 days" />)
    const canvas = await screen.findByRole('img')
    expect(canvas).toHaveAccessibleName(
      /^The total result rose from .* over 7 days; worst drop .* realised 2\.60 USDT\.$/,
    )
    await userEvent.click(screen.getByText('Show as table'))
    const table = await screen.findByRole('table', { name: 'Result over time in USDT' })
    expect(within(table).getAllByRole('row')).toHaveLength(21)
  })

  test('the worst drop is measured from the highest total so far', () => {
    expect(worstDrop([point(0, 0), point(1, 10), point(2, 4), point(3, 12), point(4, 11)])).toBe(6)
  })

  test.each([
    [[point(0, 0), point(1, 5)], /rose from 0\.00 to 5\.00/],
    [[point(0, 5), point(1, 5, -8)], /fell from 5\.00 to −3\.00/],
    [[point(0, 5), point(1, 5)], /stayed at 5\.00/],
    [[], /^No result recorded over 24 hours\.$/],
  ])('%# is put in words', (points, words) => {
    expect(equitySummary(points, 'USDT', '24 hours')).toMatch(words)
  })

  test('no line crosses a pause in the recording', () => {
    const parts = withGaps([point(0, 0), point(1, 1), point(2, 2), point(30, 3), point(31, 4)])
    expect(parts.map((part) => part.point === null)).toEqual([false, false, false, true, false, false])
  })
})
