import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { EngineThreads } from '@/components/engine/use-engine'
import { SweepWorkbench, type SweepWorkbenchProps } from '@/components/sweep/sweep-workbench'
import { sweepBases } from '@/lib/backtests/sweep/sweep-bases'
import { encodeCandles } from '@/lib/domain/candles/wire'
import { pairOf, walk } from '@/tests/support/backtest-market'
import { localThreads } from '@/tests/support/local-thread'

const bot = { id: 'bot_1', name: 'Steady', intervalSec: 300, pairs: [{ ...pairOf(), side: 'long' }] }
const bases = sweepBases([bot])
const candles = walk({ count: 2_400, seed: 11 })

/** Answers questions for candles as the server does. */
function serveCandles(answer: () => Partial<Response>) {
  const asked: string[] = []
  globalThis.fetch = ((address: string) => {
    asked.push(address)
    return Promise.resolve({ headers: new Headers(), ...answer() })
  }) as typeof fetch
  return asked
}

// jsdom has no streams: the answer's body is its bytes, and what unpacks them hands them on.
const served = () => ({ ok: true, status: 200, body: encodeCandles(candles) as unknown as ReadableStream })

class BytesResponse {
  constructor(private readonly bytes: Uint8Array) {}
  arrayBuffer = () => Promise.resolve(this.bytes.slice().buffer)
}

const before = { fetch: globalThis.fetch, Response: globalThis.Response }
beforeEach(() => {
  globalThis.Response = BytesResponse as unknown as typeof Response
})
afterEach(() => {
  Object.assign(globalThis, before)
})

function show(over: Partial<SweepWorkbenchProps> = {}) {
  const threads = localThreads(() => null)
  render(
    <EngineThreads value={threads.start}>
      <SweepWorkbench
        {...{ bases, baseId: 'bot_1', files: [], exchange: null, seed: 'demo', source: 'simulated' as const }}
        days={{ from: '2025-06-10', to: '2025-06-12' }}
        {...over}
      />
    </EngineThreads>,
  )
  return threads
}

const start = () => userEvent.click(screen.getByRole('button', { name: 'Start the sweep' }))
const result = () => screen.findByRole('heading', { name: /^Result/ }, { timeout: 20_000 })
const type = async (label: string, text: string, index = 0) => {
  const input = screen.getAllByLabelText(label)[index]
  if (input === undefined) throw new Error(`no ${label}`)
  await userEvent.clear(input)
  await userEvent.type(input, text)
}
const table = () => screen.getByRole('table', { name: /^Candidates with their figures/ })
const ranks = () =>
  within(table())
    .getAllByRole('row')
    .slice(2)
    .map((row) => Number(/\d+$/.exec(within(row).getAllByRole('cell')[0]?.textContent ?? '')?.[0]))

describe('the page of a sweep', () => {
  test('says before the start how many candidates there are and how long they take', async () => {
    show()
    expect(screen.getByText(/^25 candidates on 864 candles each: less than a second/)).toBeInTheDocument()
    expect(screen.getByText('No sweep yet')).toBeInTheDocument()
    await type('Step', '0.2')
    expect(screen.getByText(/^15 candidates on 864 candles each/)).toBeInTheDocument()
    await type('Step', '0,26')
    expect(screen.getByText('Something in the form is not usable yet.')).toBeInTheDocument()
    await start()
    expect(screen.getByRole('alert')).toHaveTextContent('not 1,5')
    expect(screen.getAllByLabelText('Step')[0]).toBeInvalid()
  })

  test('shows the warning, both parts side by side and the best marked; the focus goes to the result', async () => {
    const asked = serveCandles(served)
    show()
    await start()
    const heading = await result()
    await waitFor(() => expect(heading).toHaveFocus())
    expect(asked).toEqual([
      expect.stringContaining('source=simulated%3Ademo&symbol=ETH%2FUSDT%3AUSDT&timeframe=5m'),
    ])
    expect(screen.getByText('Overfitting is likely: do not trust the best as it stands')).toBeInTheDocument()
    expect(screen.getByText(/The best of 25 candidates looks better than it is/)).toBeInTheDocument()
    expect(ranks()).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
    expect(
      within(table()).getByRole('columnheader', { name: 'Out of sample: the check' }),
    ).toBeInTheDocument()
    expect(within(table()).getAllByText('Best')).toHaveLength(1)
    const link = within(table()).getByRole('link', { name: 'Back-test this, rank 1' })
    const request = new URL(link.getAttribute('href') ?? '', 'http://x').searchParams.get('request')
    expect(JSON.parse(request ?? '')).toMatchObject({
      config: { deposit: 1_500, pairs: [{ symbol: 'ETH/USDT:USDT' }] },
    })
    expect(within(table()).getByRole('link', { name: 'Start a bot, rank 2' })).toHaveAttribute(
      'href',
      expect.stringMatching(/^\/bots\/new\?request=/),
    )
  }, 40_000)

  test('sorts by a column and back, and says so', async () => {
    serveCandles(served)
    show()
    await start()
    await result()
    const score = within(table()).getAllByRole('button', { name: 'Return' })[1]
    if (score === undefined) throw new Error('no second return')
    await userEvent.click(score)
    const header = within(table()).getAllByRole('columnheader', { name: 'Return' })[1]
    expect(header).toHaveAttribute('aria-sort', 'descending')
    expect(ranks()).not.toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
    await userEvent.click(score)
    expect(header).toHaveAttribute('aria-sort', 'ascending')
  }, 40_000)

  test('draws the heat map as a table of numbers, over the axes and the part one chooses', async () => {
    serveCandles(served)
    show()
    await start()
    await result()
    const map = () => screen.getByRole('table', { name: /^Return per drawdown/ })
    expect(map()).toHaveAccessibleName('Return per drawdown in sample')
    expect(within(map()).getAllByRole('row')).toHaveLength(6)
    expect(within(map()).getAllByRole('rowheader')).toHaveLength(5)
    expect(within(map()).getByText('top ·')).toBeInTheDocument()
    await userEvent.selectOptions(screen.getByLabelText('Down'), 'nothing')
    await userEvent.selectOptions(screen.getByLabelText('Part'), 'Out of sample')
    await userEvent.selectOptions(screen.getByLabelText('Figure'), 'Best')
    expect(map()).toHaveAccessibleName('Return per drawdown out of sample, best of the other settings')
    expect(within(map()).getAllByRole('row')).toHaveLength(2)
  }, 40_000)

  test('tells which candidates are refused and why', async () => {
    serveCandles(served)
    show()
    await userEvent.selectOptions(screen.getAllByLabelText('Setting')[0] ?? document.body, 'Base order')
    await type('From', '1000')
    await type('To', '9000')
    await type('Step', '4000')
    await start()
    await result()
    expect(screen.getByText(/refused:/).parentElement).toHaveTextContent('The whole ladder needs')
    expect(
      screen.getByText(/^\d+ candidates were not run because their settings are refused/),
    ).toBeInTheDocument()
  }, 40_000)

  test('keeps what is done when it is cancelled, and says that it is not all', async () => {
    serveCandles(served)
    show()
    await type('Step', '0.02')
    await start()
    await waitFor(() => expect(screen.getByText(/^[1-9]\d* of 105 candidates/)).toBeInTheDocument(), {
      timeout: 20_000,
    })
    expect(screen.getByRole('progressbar')).toHaveAttribute('max', '105')
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(await result()).toHaveTextContent('Result so far (incomplete)')
    expect(screen.getByText(/^The sweep was stopped: \d+ candidates were not run\.$/)).toBeInTheDocument()
  }, 40_000)

  test('tells of a worker that dies, while it goes on', async () => {
    serveCandles(served)
    const threads = show()
    await start()
    await waitFor(() => expect(threads.started.length).toBeGreaterThan(0))
    act(() => threads.started[0]?.die())
    await result()
    expect(screen.getByText(/^A worker died on the way: .*out of memory/)).toBeInTheDocument()
    expect(ranks()).toHaveLength(25)
  }, 40_000)

  test('says why there are no candles', async () => {
    serveCandles(() => ({
      ok: false,
      status: 404,
      json: () => Promise.resolve({ error: { kind: 'not-found', message: 'No such market.' } }),
    }))
    show()
    await start()
    expect(await screen.findByText('The sweep could not be run')).toBeInTheDocument()
    expect(screen.getByText('There are no candles of ETH/USDT:USDT in this period.')).toBeInTheDocument()
  })

  test('starts from another base with axes of its own', async () => {
    show()
    await userEvent.selectOptions(screen.getByLabelText('Start from'), 'Preset: Careful, BTC/USDT perp')
    expect(screen.getByText('BTC/USDT perp, long')).toBeInTheDocument()
    expect(screen.getAllByLabelText('From').map((input) => (input as HTMLInputElement).value)).toEqual([
      '0.6',
      '1.3',
    ])
    await userEvent.click(screen.getByRole('button', { name: 'Vary one more setting' }))
    expect(screen.getAllByLabelText('Setting')).toHaveLength(3)
    await userEvent.click(screen.getByRole('button', { name: 'Remove setting 1' }))
    expect(screen.getAllByLabelText('Setting')).toHaveLength(2)
  })
})
