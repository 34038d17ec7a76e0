import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { BotForm } from '@/components/bot-form/bot-form'
import { wantedOf } from '@/components/engine/candles-address'
import { EngineThreads } from '@/components/engine/use-engine'
import type { ActionState } from '@/lib/action-state'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { CONSENT_PHRASE, parseReading } from '@/lib/domain/risk/risk-reading'
import { walk } from '@/tests/support/backtest-market'
import { accountOption, instrumentOption, planUsage } from '@/tests/support/bot-views'
import { localThreads } from '@/tests/support/local-thread'

const HOUR = 3_600_000

/** A lively fortnight for the preview, and for the risk bars of four hours, which make short paths. */
const minutes = walk({ count: 4_000, seed: 5, start: 60_000, barMs: 300_000, volatility: 0.002 })
const hours = walk({ count: 300, seed: 6, start: 60_000, barMs: 4 * HOUR, volatility: 0.008 })
const crashes = withCrashes(walk({ count: 300, seed: 6, start: 60_000, barMs: 4 * HOUR, volatility: 0.008 }))

/** Every fiftieth bar falls to half of the price and comes back. */
function withCrashes(series: CandleSeries): CandleSeries {
  for (let i = 50; i < series.length; i += 50) series.low[i] = (series.low[i] ?? NaN) / 2
  return series
}

type Serve = (timeframe: string) => CandleSeries | Promise<CandleSeries> | null
const never = new Promise<CandleSeries>(() => undefined)
const calm: Serve = (timeframe) => (timeframe === '1m' ? minutes : hours)
const wild: Serve = (timeframe) => (timeframe === '1m' ? minutes : crashes)

function show(serve: Serve = calm) {
  const threads = localThreads((address) => serve(wantedOf(address)?.timeframe ?? ''))
  const sent: Record<string, string>[] = []
  const action = async (_previous: ActionState, form: FormData): Promise<ActionState> => {
    const values = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))
    sent.push(values)
    return { status: 'idle' }
  }
  render(
    <EngineThreads value={threads.start}>
      <BotForm
        action={action}
        accounts={[accountOption()]}
        instruments={{ acc_paper_0001: [instrumentOption()] }}
        usage={planUsage()}
        requestKey="one-time-key-0001"
      />
    </EngineThreads>,
  )
  return { ...threads, sent }
}

const open = () => userEvent.click(screen.getByRole('button', { name: 'Run them' }))
const preview = () => screen.findByRole('region', { name: /^What would have happened/ })
const risk = () => screen.findByRole('region', { name: /^Risk before start/ })
const slow = { timeout: 20_000 }

/** The value under a label of a list of facts. */
function figure(panel: HTMLElement, label: string | RegExp): string {
  return within(panel).getByText(label).nextElementSibling?.textContent ?? ''
}

const type = async (label: string, text: string) => {
  const input = screen.getByLabelText(label)
  await userEvent.clear(input)
  await userEvent.type(input, text)
}

/** The panel's figures, once they are those of the form as it stands. */
async function fresh(panel: HTMLElement): Promise<HTMLElement> {
  await waitFor(() => expect(panel.querySelector('[data-state=fresh][aria-busy=false]')).not.toBeNull(), slow)
  return panel
}

jest.setTimeout(60_000)

describe('the look into the past', () => {
  test('starts nothing before it is opened, and shows the figures of the settings as they stand', async () => {
    const { started } = show()
    expect(started).toHaveLength(0)
    await open()
    const panel = await fresh(await preview())
    expect(panel).toHaveTextContent('simulated market')
    expect(panel).toHaveTextContent('A back-test, not a promise')
    expect(figure(panel, 'Net result')).toMatch(/(profit|loss) of.*USDT/)
    expect(Number(figure(panel, 'Deals ended'))).toBeGreaterThan(0)
    expect(figure(panel, 'Liquidations')).toBe('0')
    expect(within(panel).getByRole('img')).toHaveAccessibleName(/^The equity (rose|fell) from 10,000.00 to/)
    expect(panel).toHaveTextContent('Read these figures with care')
  })

  test('moving a parameter changes the figures and fetches no candles anew', async () => {
    const { loaded } = show()
    await open()
    const panel = await fresh(await preview())
    const before = figure(panel, 'Net result')
    const fetched = loaded.length
    await type('Take profit', '3')
    await waitFor(() => expect(figure(panel, 'Net result')).not.toBe(before), slow)
    await fresh(panel)
    expect(loaded).toHaveLength(fetched)
  })

  test('the period can be chosen and says which one it is', async () => {
    const { loaded } = show()
    await open()
    const panel = await fresh(await preview())
    await userEvent.click(within(panel).getByRole('button', { name: '90 days' }))
    expect(within(panel).getByRole('button', { name: '90 days' })).toHaveAttribute('aria-pressed', 'true')
    expect(panel).toHaveTextContent('one-minute candles of the last 90 days')
    await waitFor(() => {
      const spans = loaded
        .map(wantedOf)
        .map((wanted) => ((wanted?.to ?? 0) - (wanted?.from ?? 0)) / (24 * HOUR))
      expect(spans.toSorted((a, b) => a - b)).toEqual([30, 90, 180])
    }, slow)
  })

  test('settings that do not read well keep the figures, mark them as old, and say why', async () => {
    show()
    await open()
    const panel = await fresh(await preview())
    const before = figure(panel, 'Net result')
    await type('Take profit', 'a lot')
    expect(panel).toHaveTextContent(
      'These figures wait until every number reads well. The figures are those of the settings before.',
    )
    expect(figure(panel, 'Net result')).toBe(before)
    expect(panel.querySelector('[data-state=stale]')).not.toBeNull()
    expect(screen.getByLabelText('Take profit')).toHaveValue('a lot')
    await type('Leverage', '50')
    await type('Take profit', '1')
    expect(panel).toHaveTextContent('would be refused, so no deal would open.')
  })

  test('says why there is no history, and tries again on request', async () => {
    let isThere = false
    show((timeframe) => (isThere ? calm(timeframe) : null))
    await open()
    const panel = await preview()
    await within(panel).findByText(/There is no history of this market/, undefined, slow)
    expect(panel).toHaveTextContent('The form works without these figures.')
    isThere = true
    await userEvent.click(within(panel).getByRole('button', { name: 'Try again' }))
    expect(figure(await fresh(panel), 'Liquidations')).toBe('0')
  })

  test('reports a thread that dies and goes on with another', async () => {
    let isAnswering = false
    const { started, loaded } = show((timeframe) => (isAnswering ? calm(timeframe) : never))
    await open()
    const panel = await preview()
    await waitFor(() => expect(loaded).toHaveLength(2), slow)
    act(() => started.forEach((thread) => thread.die()))
    isAnswering = true
    await within(panel).findByText('The calculation stopped unexpectedly', undefined, slow)
    await userEvent.click(within(panel).getByRole('button', { name: 'Try again' }))
    expect(figure(await fresh(panel), 'Liquidations')).toBe('0')
  })
})

describe('the risk before start', () => {
  test('shows each figure with its interval, paths and horizon, and sends what was shown', async () => {
    const { sent } = show()
    await open()
    const panel = await fresh(await risk())
    expect(panel).toHaveTextContent(/\d{2,4} paths of 30 days from 50 days of 240-minute candles/)
    expect(figure(panel, 'Liquidation within 30 days')).toMatch(/^0\.0 %0\.0 % to \d\.\d %$/)
    expect(figure(panel, 'Time under water')).toMatch(/^\d+\.\d days\d+\.\d to \d+\.\d days$/)
    expect(panel).toHaveTextContent('These prices are simulated')
    expect(panel).toHaveTextContent('The past is 50 days long: too short')
    expect(screen.queryByRole('switch', { name: /Start without the risk figures/ })).toBeNull()
    expect(screen.queryByLabelText(/To start, type/)).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: /Create and start/ }))
    await waitFor(() => expect(sent).toHaveLength(1))
    const reading = parseReading(sent[0]?.riskReading)
    expect(reading).toMatchObject({ capital: 1_000, source: 'simulated market', horizonDays: 30 })
    expect(panel).toHaveTextContent(`${reading?.paths} paths`)
    expect(reading?.liquidation[0]).toBe(0)
  })

  test('a dangerous past asks for the phrase, which goes with the form', async () => {
    const { sent } = show(wild)
    await userEvent.clear(screen.getByLabelText('Stop loss'))
    await open()
    const panel = await fresh(await risk())
    expect(figure(panel, 'Capital for a ruin below 1 %')).toBe('no amount')
    await userEvent.type(
      await screen.findByLabelText(`To start, type: ${CONSENT_PHRASE}`),
      'i can lose this money',
    )
    expect(screen.getByText(/A liquidation within 30 days may be as likely as/)).toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: /Create and start/ }))
    await waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]).toMatchObject({ riskConsent: 'i can lose this money' })
    expect(parseReading(sent[0]?.riskReading)?.liquidation[0]).toBeGreaterThan(0.05)
    await userEvent.click(screen.getByRole('switch', { name: /Start at once/ }))
    expect(screen.queryByLabelText(/To start, type/)).toBeNull()
  })

  test('a change of the settings takes the reading back until there is a new one', async () => {
    show()
    await open()
    await fresh(await risk())
    const sentReading = () => document.querySelector<HTMLInputElement>('input[name=riskReading]')?.value
    await waitFor(() => expect(parseReading(sentReading())).not.toBeNull())
    const before = sentReading()
    await type('Take profit', '2')
    expect(sentReading()).toBe('')
    expect(screen.getByText(/The risk of these settings is being read/)).toBeInTheDocument()
    await waitFor(() => expect(parseReading(sentReading())).not.toBeNull(), slow)
    expect(sentReading()).not.toBe(before)
  })

  test('without figures a start has to be asked for, and a draft has not', async () => {
    const { sent } = show()
    const unread = screen.getByRole('switch', { name: /Start without the risk figures/ })
    expect(unread).not.toBeChecked()
    await userEvent.click(unread)
    await userEvent.click(screen.getByRole('button', { name: /Create and start/ }))
    await waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]).toMatchObject({ riskReading: '', startUnread: 'on' })
    await userEvent.click(screen.getByRole('switch', { name: /Start at once/ }))
    expect(screen.queryByRole('switch', { name: /Start without the risk figures/ })).toBeNull()
  })
})
