'use client'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { historyExchanges, historyTimeframes } from '@/lib/domain/candles/candle-source'
import type { SweepDraft } from './draft'

const exchangeNames = { bybit: 'Bybit', phemex: 'Phemex', binance: 'Binance', kraken: 'Kraken' } as const

/** Which candles the candidates are run on. */
export function CandleFields({
  draft,
  hasFiles,
  hasExchanges,
  errorOf,
  onChange,
}: {
  draft: SweepDraft
  hasFiles: boolean
  hasExchanges: boolean
  errorOf: (field: string) => string | undefined
  onChange: (change: Partial<SweepDraft>) => void
}) {
  return (
    <div className="grid gap-4">
      <RadioGroup
        name="source"
        legend="Candles"
        layout="stack"
        value={draft.source}
        onValueChange={(source) => onChange({ source })}
        error={errorOf('source')}
        options={[
          {
            value: 'exchange',
            label: 'Public history of an exchange',
            disabled: !hasExchanges,
            help: hasExchanges ? undefined : 'Live prices are switched off in this installation.',
          },
          {
            value: 'simulated',
            label: 'Simulated market',
            help: 'Made up, with crashes; good for trying out.',
          },
          {
            value: 'files',
            label: 'My files',
            disabled: !hasFiles,
            help: hasFiles ? 'The newest file of each market.' : 'You have uploaded none yet.',
          },
        ]}
      />
      <div className="grid grid-cols-2 gap-3">
        {draft.source === 'exchange' && (
          <Field name="exchange" label="Exchange">
            {(control) => (
              <Select
                {...control}
                value={draft.exchange}
                onChange={(event) => {
                  const exchange = historyExchanges.find((one) => one === event.target.value)
                  if (exchange !== undefined) onChange({ exchange })
                }}
              >
                {historyExchanges.map((exchange) => (
                  <option key={exchange} value={exchange}>
                    {exchangeNames[exchange]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {draft.source === 'simulated' && (
          <Field name="seed" label="Seed" error={errorOf('seed')}>
            {(control) => (
              <Input
                {...control}
                value={draft.seed}
                onChange={(event) => onChange({ seed: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field name="timeframe" label="Candle length">
          {(control) => (
            <Select
              {...control}
              value={draft.timeframe}
              onChange={(event) => {
                const timeframe = historyTimeframes.find((one) => one === event.target.value)
                if (timeframe !== undefined) onChange({ timeframe })
              }}
            >
              {historyTimeframes.map((timeframe) => (
                <option key={timeframe} value={timeframe}>
                  {timeframe}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="from" label="First day (UTC)" error={errorOf('from')} className="col-start-1">
          {(control) => (
            <Input
              {...control}
              type="date"
              value={draft.from}
              onChange={(event) => onChange({ from: event.target.value })}
            />
          )}
        </Field>
        <Field name="to" label="Last day (UTC)" error={errorOf('to')}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={draft.to}
              onChange={(event) => onChange({ to: event.target.value })}
            />
          )}
        </Field>
      </div>
    </div>
  )
}
