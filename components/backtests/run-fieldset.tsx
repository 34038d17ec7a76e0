'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { formatInterval } from '@/components/trading/format'
import { intervals } from '@/lib/bots/intervals'
import { dayOf, type BacktestDraft } from './form-draft'

type Props = {
  draft: BacktestDraft
  faults: ReadonlyMap<string, string>
  /** The present day's beginning, milliseconds UTC. */
  today: number
  onChange: (change: Partial<BacktestDraft>) => void
}

const DAY_MS = 86_400_000

const periods = [
  { label: '30 days', days: 30 },
  { label: '90 days', days: 90 },
  { label: '180 days', days: 180 },
  { label: '1 year', days: 365 },
] as const

/** Period, deposit, decision interval and fees. */
export function RunFieldset({ draft, faults, today, onChange }: Props) {
  const text = (name: 'from' | 'to' | 'deposit' | 'feeMaker' | 'feeTaker') => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  })
  return (
    <>
      <div className="grid gap-3">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Field name="from" label="First day (UTC)" error={faults.get('from')}>
            {(control) => <Input {...control} type="date" {...text('from')} />}
          </Field>
          <Field name="to" label="Last day (UTC)" error={faults.get('to')}>
            {(control) => <Input {...control} type="date" {...text('to')} />}
          </Field>
        </div>
        <div role="group" aria-label="Usual periods, ending yesterday" className="flex flex-wrap gap-2">
          {periods.map(({ label, days }) => (
            <Button
              key={days}
              variant="secondary"
              size="sm"
              onClick={() => onChange({ from: dayOf(today - days * DAY_MS), to: dayOf(today - DAY_MS) })}
            >
              Last {label}
            </Button>
          ))}
        </div>
      </div>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field
          name="deposit"
          label="Deposit"
          suffix="quote"
          error={faults.get('deposit')}
          help="All pairs share it."
        >
          {(control) => <Input {...control} inputMode="decimal" autoComplete="off" {...text('deposit')} />}
        </Field>
        <Field
          name="intervalSec"
          label="Decide every"
          error={faults.get('intervalSec')}
          help="Never more often than a candle closes."
        >
          {(control) => (
            <Select
              {...control}
              defaultValue={draft.intervalSec}
              onChange={(event) => onChange({ intervalSec: event.target.value })}
            >
              {[...new Set([...intervals.map(String), draft.intervalSec])].map((seconds) => (
                <option key={seconds} value={seconds}>
                  {formatInterval(Number(seconds))}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          name="feeMaker"
          label="Maker fee"
          suffix="%"
          error={faults.get('feeMaker')}
          help="For orders that rest. Below zero is a rebate."
        >
          {(control) => <Input {...control} inputMode="decimal" autoComplete="off" {...text('feeMaker')} />}
        </Field>
        <Field
          name="feeTaker"
          label="Taker fee"
          suffix="%"
          error={faults.get('feeTaker')}
          help="For orders at market."
        >
          {(control) => <Input {...control} inputMode="decimal" autoComplete="off" {...text('feeTaker')} />}
        </Field>
      </div>
      <p className="text-xs leading-relaxed text-muted-foreground">
        Funding of 0.01 % every eight hours, slippage and liquidation are always counted.
      </p>
    </>
  )
}
