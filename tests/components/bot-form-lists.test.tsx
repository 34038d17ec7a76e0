import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { SettingControl } from '@/components/bot-form/setting-control'
import { parseDcaConfig } from '@/lib/domain/strategies/dca/config'
import { settingsFields, type SettingName } from '@/lib/domain/strategies/dca/settings-fields'
import { settingsFromText } from '@/lib/bots/pair-settings-input'

/** One control in a form of its own; `sent()` is what the form would send for it. */
function show(name: SettingName, initial = '', faults: Readonly<Record<string, string>> = {}) {
  function Harness() {
    const [value, setValue] = useState(initial)
    return (
      <form aria-label="harness">
        <SettingControl
          setting={settingsFields[name]}
          field={name}
          value={value}
          error={faults['']}
          errorAt={(path) => faults[path]}
          quote="USDT"
          onChange={setValue}
          onBlur={() => undefined}
        />
      </form>
    )
  }
  const { container } = render(<Harness />)
  const sent = () => String(new FormData(container.querySelector('form') ?? undefined).get(name) ?? '')
  const read = () => parseDcaConfig(settingsFromText({ allocatedCapital: '1000', [name]: sent() }))
  return { sent, read }
}

describe('a setting that is a table', () => {
  test('starts without a row and then sends nothing', () => {
    const { sent, read } = show('takeProfitSteps')
    expect(sent()).toBe('')
    expect(screen.queryByRole('textbox')).toBeNull()
    const parsed = read()
    expect(parsed.ok && parsed.value.takeProfitSteps).toBeNull()
  })

  test('rows are added, typed and removed, and are read back as the strategy reads them', async () => {
    const { read } = show('takeProfitSteps')
    const add = screen.getByRole('button', { name: 'Add a row' })
    for (let row = 0; row < 3; row++) await userEvent.click(add)
    const cell = (row: number, column: string) =>
      screen.getByLabelText(`Profit in steps, row ${row}: ${column}`)
    await userEvent.type(cell(1, 'Profit'), '1')
    await userEvent.type(cell(1, 'Share sold'), '40')
    await userEvent.type(cell(2, 'Profit'), '99')
    await userEvent.type(cell(3, 'Profit'), '2.5')
    await userEvent.type(cell(3, 'Share sold'), '60')
    await userEvent.click(screen.getByRole('button', { name: 'Remove row 2 of Profit in steps' }))
    const parsed = read()
    expect(parsed.ok && parsed.value.takeProfitSteps).toEqual([
      { profitPct: 1, closePct: 40 },
      { profitPct: 2.5, closePct: 60 },
    ])
  })

  test('a cell carries its own fault and is described by it', () => {
    show('customSteps', JSON.stringify([{ deviationPct: '0', size: '10' }]), {
      '0.deviationPct': 'Must be between 0.1 and 99.',
    })
    const cell = screen.getByLabelText('Ladder of your own, row 1: Distance')
    expect(cell).toBeInvalid()
    expect(cell).toHaveAccessibleDescription('Must be between 0.1 and 99.')
    expect(screen.getByLabelText('Ladder of your own, row 1: Size')).toBeValid()
  })

  test('no more rows are offered than the strategy takes', () => {
    const rows = Array.from({ length: 4 }, (_, index) => ({ profitPct: index + 1, closePct: 25 }))
    show('takeProfitSteps', JSON.stringify(rows))
    expect(screen.queryByRole('button', { name: 'Add a row' })).toBeNull()
  })

  test('a pair of numbers that is emptied is none', async () => {
    const { sent, read } = show('haltAfterStops', '{"count":3,"hours":24}')
    await userEvent.clear(screen.getByLabelText('Stopped deals'))
    expect(sent()).not.toBe('')
    await userEvent.clear(screen.getByLabelText('Within'))
    expect(sent()).toBe('')
    const parsed = read()
    expect(parsed.ok && parsed.value.haltAfterStops).toBeNull()
  })
})

describe('a setting that is a list of conditions', () => {
  test('a condition is added with sensible values, changed by kind and removed', async () => {
    const { sent, read } = show('startConditions')
    await userEvent.click(screen.getByRole('button', { name: 'Add a condition' }))
    const first = screen.getByRole('group', { name: 'Opens when, condition 1' })
    const rsi = read()
    expect(rsi.ok && rsi.value.startConditions).toEqual([
      { kind: 'rsi', timeframe: '1h', period: 14, when: 'below', value: 30 },
    ])
    await userEvent.selectOptions(within(first).getByLabelText('Opens when, condition 1: kind'), 'ema-cross')
    await userEvent.selectOptions(within(first).getByLabelText('Opens when, condition 1: Candles'), '5m')
    const cross = read()
    expect(cross.ok && cross.value.startConditions).toEqual([
      { kind: 'ema-cross', timeframe: '5m', fast: 20, when: 'crosses-above', slow: 50 },
    ])
    await userEvent.click(screen.getByRole('button', { name: 'Remove Opens when, condition 1' }))
    expect(sent()).toBe('')
  })

  test('one of several conditions is enough inside of a choice', async () => {
    const { read } = show('safetyConditions')
    await userEvent.click(screen.getByRole('button', { name: /Add a choice/ }))
    expect(screen.getByText('One of these')).toBeInTheDocument()
    expect(screen.getByText('or')).toBeInTheDocument()
    const parsed = read()
    expect(parsed.ok && parsed.value.safetyConditions[0]?.kind).toBe('any')
  })

  test('days of a schedule are switched on and off', async () => {
    const { read } = show('startConditions')
    await userEvent.click(screen.getByRole('button', { name: 'Add a condition' }))
    await userEvent.selectOptions(screen.getByLabelText('Opens when, condition 1: kind'), 'schedule')
    await userEvent.click(screen.getByRole('checkbox', { name: 'Sun' }))
    await userEvent.click(screen.getByRole('checkbox', { name: 'Fri' }))
    const parsed = read()
    expect(parsed.ok && parsed.value.startConditions[0]).toMatchObject({ days: [0, 1, 2, 3, 4] })
  })

  test('every kind that is offered is one the strategy reads', async () => {
    const { read } = show('startConditions')
    await userEvent.click(screen.getByRole('button', { name: 'Add a condition' }))
    const kind = screen.getByLabelText<HTMLSelectElement>('Opens when, condition 1: kind')
    const kinds = [...kind.options].map(({ value }) => value)
    expect(kinds.length).toBeGreaterThan(5)
    for (const value of kinds) {
      await userEvent.selectOptions(screen.getByLabelText('Opens when, condition 1: kind'), value)
      if (value === 'price') await userEvent.type(screen.getByLabelText(/: Price$/), '100')
      expect(read()).toMatchObject({ ok: true, value: { startConditions: [{ kind: value }] } })
    }
  })

  test('a fault inside of a choice stands at its input', () => {
    const choice = [
      { kind: 'any', conditions: [{ kind: 'price', timeframe: '5m', when: 'below', value: '-1' }] },
    ]
    show('startConditions', JSON.stringify(choice), { '0.conditions.0.value': 'Must be more than 0.' })
    const input = screen.getByLabelText('Opens when, condition 1, choice 1: Price')
    expect(input).toBeInvalid()
    expect(input).toHaveAccessibleDescription('Must be more than 0.')
  })
})
