'use client'

import { exchangeName } from '@/lib/exchange-accounts/account-names'
import { Alert } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { symbolName } from '@/components/trading/format'
import type { UploadView } from '@/lib/backtests/views'
import { historyExchanges, historyTimeframes } from '@/lib/domain/candles/candle-source'
import { fileOf, type BacktestDraft } from './form-draft'
import { UploadFile } from './upload-file'
import { barWords, countText, dayText } from './words'

type Props = {
  draft: BacktestDraft
  uploads: readonly UploadView[]
  faults: ReadonlyMap<string, string>
  /** False where the exchange could not be asked for its markets. */
  isListed: boolean
  uploadHint: string
  onChange: (change: Partial<BacktestDraft>) => void
}

const lengths = { '1m': '1 minute', '5m': '5 minutes', '15m': '15 minutes', '1h': '1 hour' } as const

/** Where the candles come from, and how long they are. */
export function SourceFieldset(props: Props) {
  const { draft, faults, onChange } = props
  return (
    <>
      <RadioGroup
        name="source"
        legend="Candles from"
        layout="wide"
        value={draft.source}
        onValueChange={(source) => onChange({ source })}
        error={faults.get('source')}
        options={[
          {
            value: 'simulated',
            label: 'Simulated market',
            help: 'Invented prices with calm days, storms and crashes like those of a real market. Needs no network.',
          },
          {
            value: 'exchange',
            label: 'History of an exchange',
            help: 'Public candles, fetched once and kept. A long first run takes some minutes.',
          },
          { value: 'files', label: 'A file of yours', help: 'Candles you upload. Nobody else sees them.' },
        ]}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {draft.source === 'simulated' && (
          <Field name="seed" label="Seed" error={faults.get('seed')} help="Another seed is another market.">
            {(control) => (
              <Input
                {...control}
                value={draft.seed}
                maxLength={64}
                autoComplete="off"
                onChange={(event) => onChange({ seed: event.target.value })}
              />
            )}
          </Field>
        )}
        {draft.source === 'exchange' && (
          <Field name="exchange" label="Exchange" error={faults.get('exchange')}>
            {(control) => (
              <Select
                {...control}
                defaultValue={draft.exchange}
                onChange={(event) => onChange({ exchange: event.target.value })}
              >
                {historyExchanges.map((exchange) => (
                  <option key={exchange} value={exchange}>
                    {exchangeName(exchange)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {draft.source === 'files' ? (
          <input type="hidden" name="timeframe" value={draft.timeframe} />
        ) : (
          <Field
            name="timeframe"
            label="Candle length"
            error={faults.get('timeframe')}
            help="Shorter candles show more of what happens between two decisions."
          >
            {(control) => (
              <Select
                {...control}
                defaultValue={draft.timeframe}
                onChange={(event) => onChange({ timeframe: event.target.value })}
              >
                {historyTimeframes.map((timeframe) => (
                  <option key={timeframe} value={timeframe}>
                    {lengths[timeframe]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
      {draft.source === 'exchange' && !props.isListed && (
        <Alert tone="warning">
          {exchangeName(draft.exchange)} could not be asked for its markets just now; the usual ones are
          shown. A run needs the exchange only for candles that were not fetched before.
        </Alert>
      )}
      {draft.source === 'files' && <Files {...props} />}
    </>
  )
}

/** The files of the pairs, and a way to bring one more. */
function Files({ draft, uploads, faults, uploadHint, onChange }: Props) {
  return (
    <div className="grid gap-5">
      {draft.bot.pairs.map((pair, index) => {
        const fitting = uploads.filter(({ symbol }) => symbol === pair.symbol)
        const chosen = fileOf(draft, pair, uploads)
        if (chosen === null) return null
        const field = `files.${index}`
        return (
          <Field
            key={pair.key}
            name={field}
            label={`File for pair ${index + 1}, ${symbolName(pair.symbol)}`}
            error={faults.get(field)}
            help={factsOf(chosen)}
          >
            {(control) => (
              <Select
                {...control}
                key={fitting.map(({ id }) => id).join()}
                defaultValue={chosen.id}
                onChange={(event) => onChange({ files: { ...draft.files, [pair.key]: event.target.value } })}
              >
                {fitting.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )
      })}
      {uploads.length === 0 && (
        <p id="field-files-0" tabIndex={-1} className="text-sm text-muted-foreground outline-none">
          You have no candle files yet. {faults.get('files.0')}
        </p>
      )}
      <details
        className="@container rounded-lg border border-border"
        open={uploads.length === 0 || undefined}
      >
        <summary className="px-4 py-2.5 text-sm font-medium">Upload a file</summary>
        <div className="border-t border-border p-4">
          <UploadFile hint={uploadHint} />
        </div>
      </details>
    </div>
  )
}

function factsOf({ barMs, count, firstOpen, lastOpen, missing }: UploadView): string {
  const range = `${dayText(Date.parse(firstOpen))} to ${dayText(Date.parse(lastOpen))}`
  return `${countText(count)} ${barWords(barMs)} candles, ${range}${missing > 0 ? `, ${countText(missing)} missing` : ''}.`
}
