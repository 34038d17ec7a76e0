'use client'

import { formatInterval, formatMoney, pairName as pairWords, quoteOf } from '@/components/trading/format'
import { Field } from '@/components/ui/field'
import { controlClasses } from '@/components/ui/input'
import { cn } from '@/components/ui/cn'
import { Select } from '@/components/ui/select'
import { pairName } from '@/lib/domain/sweep/run-pair'
import type { ReplayConfig } from '@/lib/replay/config'

/** Settings that a sweep can start from: of a bot, or of a preset. */
export type SweepBaseOption = { readonly id: string; readonly label: string; readonly config: string }

/** The settings that stay as they are, chosen from a bot or a preset, or typed. */
export function BaseFields({
  bases,
  chosen,
  text,
  config,
  error,
  onChoose,
  onType,
}: {
  bases: readonly SweepBaseOption[]
  chosen: string
  text: string
  config: ReplayConfig | null
  error: string | undefined
  onChoose: (base: SweepBaseOption) => void
  onType: (text: string) => void
}) {
  return (
    <div className="grid gap-4">
      <Field name="base" label="Start from" help="What is not varied below stays as it is here.">
        {(control) => (
          <Select
            {...control}
            value={chosen}
            onChange={(event) => {
              const base = bases.find(({ id }) => id === event.target.value)
              if (base !== undefined) onChoose(base)
            }}
          >
            {chosen === '' && <option value="">Typed settings</option>}
            {bases.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {config !== null && <ConfigSummary config={config} />}
      <details className="rounded-lg border border-border" open={error !== undefined || undefined}>
        <summary className="px-4 py-2.5 text-sm font-medium">Settings as text</summary>
        <div className="border-t border-border p-4">
          <Field
            name="config"
            label="Configuration"
            help="JSON with deposit, decisionEverySec, fees and pairs; the same that the command line takes."
            error={error}
          >
            {(control) => (
              <textarea
                {...control}
                rows={12}
                spellCheck={false}
                value={text}
                onChange={(event) => onType(event.target.value)}
                className={cn(controlClasses, 'h-auto py-2 font-mono text-xs leading-relaxed md:text-xs')}
              />
            )}
          </Field>
        </div>
      </details>
    </div>
  )
}

function ConfigSummary({ config: { deposit, decisionEverySec, fees, pairs } }: { config: ReplayConfig }) {
  const quote = quoteOf(pairs[0]?.symbol ?? '')
  return (
    <ul className="grid gap-1 text-sm text-muted-foreground">
      {pairs.map((pair) => (
        <li key={pairName(pair)}>
          <span className="font-medium text-foreground">{pairWords(pairName(pair))}</span>, {pair.leverage}×,{' '}
          {pair.strategy}
        </li>
      ))}
      <li>
        Deposit {formatMoney(String(deposit))} {quote}, a decision every {formatInterval(decisionEverySec)},
        fees {(fees.maker * 100).toFixed(3)} % maker and {(fees.taker * 100).toFixed(3)} % taker
      </li>
    </ul>
  )
}
