import { render, screen, within } from '@testing-library/react'
import type { ReactElement } from 'react'
import {
  backtestHref,
  readAddress,
  type BacktestAddress,
} from '@/app/(dashboard)/backtests/[backtestId]/backtest-address'
import { Comparison, type FinishedRun } from '@/components/backtests/comparison'
import { DealRows } from '@/components/backtests/deal-rows'
import { Figures } from '@/components/backtests/figures'
import { Headline, Warnings } from '@/components/backtests/headline'
import { RunProgress } from '@/components/backtests/run-progress'
import { ClockProvider } from '@/components/layout/clock'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { backtestReport, type BacktestReport } from '@/lib/backtests/report'
import { storedReport } from '@/lib/backtests/running/report-parts'
import { shownRequest } from '@/lib/backtests/shown-request'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { configOf, pairOf, walk } from '@/tests/support/backtest-market'

jest.mock('next/navigation', () => ({ useRouter: () => ({ refresh: () => undefined }) }))

const show = (element: ReactElement) =>
  render(<ClockProvider serverNow={Date.UTC(2026, 0, 1)}>{element}</ClockProvider>)

function finished(name: string, takeProfitPct: number): { run: FinishedRun; report: BacktestReport } {
  const config = configOf([pairOf({}, { takeProfitPct })])
  const input = backtestInput(config, new Map([['ETH/USDT:USDT', walk({ count: 2_000, seed: 31 })]]))
  const report = backtestReport(input, runBacktest(input), 1)
  const data = { source: { kind: 'simulated', seed: '1' }, timeframe: '1m', from: 0, to: 86_400_000 }
  const run: FinishedRun = {
    ...{ id: `bt_${name}`, name, status: 'done', phase: 'running', done: 2_000, total: 2_000 },
    ...{ cancelling: false, failure: null, source: 'simulated market, seed 1' },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:01.000Z' },
    request: shownRequest({ data, config }),
    summary: storedReport(input, report).summary,
  }
  return { run, report }
}

const { run, report } = finished('narrow', 0.5)

test('every warning of a run stands on its page, none folded away', () => {
  show(<Warnings warnings={run.summary.warnings} />)
  expect(run.summary.warnings.length).toBeGreaterThan(2)
  for (const warning of run.summary.warnings) expect(screen.getByText(warning)).toBeVisible()
})

test('the first figures say how many deals are no part of the win rate', () => {
  const summary = { ...run.summary, metrics: { ...run.summary.metrics, ended: 9, open: 1 } }
  show(<Headline summary={summary} symbol="ETH/USDT:USDT" />)
  expect(screen.getByText('of 9 ended deals, 1 still open')).toBeInTheDocument()
})

test('every figure has its meaning beside it, and what cannot be told is a dash, not a number', () => {
  show(<Figures summary={run.summary} />)
  const risk = within(screen.getByRole('region', { name: 'Risk' }))
  expect(risk.getAllByRole('term').every((term) => (term.textContent ?? '').length > 15)).toBe(true)
  expect(run.summary.metrics.sharpe).toBeNull()
  expect(
    risk.getByText('Sharpe').nextElementSibling ?? risk.getByText('Sharpe').closest('div'),
  ).toHaveTextContent('-')
})

test('a deal that was open at the end says so and has no length', () => {
  const [deal] = report.deals
  if (deal === undefined) throw new Error('the run made no deal')
  const open = { ...deal, number: 99, status: 'active', endedAt: null, endReason: null }
  show(<DealRows deals={[deal, open]} hrefOf={({ number }) => `/backtests/bt_1?deal=${number}` as never} />)
  const row = within(screen.getByRole('table')).getByRole('link', { name: /#99/ }).closest('tr')
  expect(row).toHaveTextContent('Open at the end')
  expect(row).toHaveTextContent('not ended')
})

describe('two runs side by side', () => {
  const { run: wide } = finished('wide', 2)

  test('name exactly the settings that differ', () => {
    show(<Comparison first={run} second={wide} />)
    const rows = within(screen.getByRole('table', { name: 'Settings that differ' })).getAllByRole('row')
    expect(rows.slice(1).map((row) => within(row).getByRole('rowheader').textContent)).toEqual([
      'Take profitPair 1',
    ])
    expect(rows[1]).toHaveTextContent('0.5 %2 %')
  })

  test('call a smaller drawdown better and a smaller return worse, whichever comes first', () => {
    const metrics = { ...run.summary.metrics, returnShare: 0.02, maxDrawdownShare: 0.1 }
    const less = { ...metrics, returnShare: 0.01, maxDrawdownShare: 0.05 }
    const pair = [metrics, less].map((one, index) => ({
      ...run,
      id: `bt_${index}`,
      name: `run ${index}`,
      summary: { ...run.summary, metrics: one },
    })) as [FinishedRun, FinishedRun]
    show(<Comparison first={pair[0]} second={pair[1]} />)
    const row = (table: string, name: string) =>
      within(screen.getByRole('table', { name: table }))
        .getByRole('rowheader', { name })
        .closest('tr')
    expect(row('Result', 'Return')).toHaveTextContent('\u22121.00 %worse')
    expect(row('Risk', 'Worst drawdown')).toHaveTextContent('\u22125.00 %better')
    expect(row('Deals', 'Win rate')).toHaveTextContent('same')
  })

  test('that were asked the same say so', () => {
    show(<Comparison first={run} second={run} />)
    expect(screen.getByText(/asked with the same settings/)).toBeInTheDocument()
  })
})

test('a run under way tells its progress in words and numbers', () => {
  const first = {
    status: 'running',
    phase: 'running',
    done: 500,
    total: 2_000,
    cancelling: false,
    ahead: 0,
  } as const
  show(<RunProgress backtestId="bt_1" first={first} cancel={async (state) => state} />)
  const bar = screen.getByRole('progressbar', { name: 'Running the strategy over the candles' })
  expect(bar).toHaveAttribute('aria-valuenow', '25')
  expect(screen.getByText('500 of 2,000 candles')).toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'Cancel the run' })).toBeEnabled()
})

describe('the address of a result', () => {
  test('says tab, page, market and deal, and is read back', () => {
    const deal = { symbol: 'BTC/USDT:USDT', side: 'short', number: 12 }
    const address: BacktestAddress = { tab: 'trades', page: 3, market: 1, deal }
    const query = new URL(backtestHref('bt_1', address, { page: 3 }), 'https://x').searchParams
    expect(readAddress(Object.fromEntries(query))).toEqual(address)
  })

  test.each([{ tab: 'x', page: '-1', market: '1e9', deal: 'BTC' }, { page: ['1', '2'] }, {}])(
    'falls back to the beginning for %j',
    (params) => {
      expect(readAddress(params)).toEqual({ tab: 'deals', page: 0, market: 0, deal: null })
    },
  )
})
