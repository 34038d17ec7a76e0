import { render, screen } from '@testing-library/react'
import { formatDecimal, formatInstant, formatInterval, formatRelative } from '@/components/trading/format'
import { MoneyText, PnlText } from '@/components/trading/pnl-text'

describe('profit and loss', () => {
  test.each([
    ['46.2043', 'profit of ▲+46.20USDT'],
    ['-3.118', 'loss of ▼−3.12USDT'],
    ['0', '0.00USDT'],
    ['-0.004', '0.00USDT'],
    ['12345678901234.567', 'profit of ▲+12,345,678,901,234.57USDT'],
  ])('%s reads as "%s"', (value, text) => {
    const { container } = render(<PnlText value={value} />)
    expect(container).toHaveTextContent(text, { normalizeWhitespace: true })
  })

  test('a value that rounds to zero is neither coloured as profit nor as loss', () => {
    const { container } = render(<PnlText value="0.0049" />)
    expect(container.firstElementChild).not.toHaveClass('text-profit')
    expect(container.firstElementChild).not.toHaveClass('text-loss')
  })

  test('what is unknown is a dash and never a zero', () => {
    render(
      <>
        <PnlText value={null} />
        <MoneyText value={null} />
      </>,
    )
    expect(screen.getAllByText('-')).toHaveLength(2)
    expect(screen.queryByText(/0/)).toBeNull()
  })
})

describe('numbers and times as text', () => {
  test.each([
    ['1234.5', 2, '1,234.50'],
    ['-0.000001', 2, '0.00'],
    ['90071992547409931.25', 2, '90,071,992,547,409,931.25'],
    ['not a number', 2, 'not a number'],
  ])('%s with %d places is "%s"', (value, places, text) => {
    expect(formatDecimal(value, places)).toBe(text)
  })

  test.each([
    [-5_000, '5 s ago'],
    [-185_000, '3 min ago'],
    [90_000, 'in 1 min'],
    [-7_300_000, '2 h ago'],
    [-200_000_000, '2 d ago'],
    [400, 'now'],
  ])('an instant %d ms away is "%s"', (distance, text) => {
    expect(formatRelative(1_000_000_000_000 + distance, 1_000_000_000_000)).toBe(text)
  })

  test('an absolute time names its offset', () => {
    expect(formatInstant('2026-11-21T18:04:05Z', 'Europe/Berlin')).toBe('21 Nov 2026, 19:04:05 UTC+1')
  })

  test.each([
    [60, '1 min'],
    [90, '90 s'],
    [3600, '1 h'],
  ])('%d seconds are "%s"', (seconds, text) => {
    expect(formatInterval(seconds)).toBe(text)
  })
})
