'use client'

import { useActionState, useState } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { symbolName } from '@/components/trading/format'
import { Alert } from '@/components/ui/alert'
import { ErrorSummary } from '@/components/ui/error-summary'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle } from '@/lib/action-state'
import { settingNames, settingsFromText } from '@/lib/bots/pair-settings-input'
import type { PairDetailView } from '@/lib/bots/views'
import { parseDcaConfig } from '@/lib/domain/strategies/dca/config'
import { settingsFields } from '@/lib/domain/strategies/dca/settings-fields'
import { settingField, type TypedSettings } from './draft'
import { SettingControl } from './setting-control'

/** The settings of one pair of an existing bot. A change applies to the next deal; the running one keeps its version. */
export function PairSettings({
  botId,
  pair,
  index,
  action,
}: {
  botId: string
  pair: PairDetailView
  index: number
  action: FormAction
}) {
  const [state, submit] = useActionState(action, idle)
  const [typed, setTyped] = useState(() => typedOf(pair.settings, 'values' in state ? state.values : {}))
  const parsed = parseDcaConfig(settingsFromText(typed))
  const faults = new Map<string, string>([
    ...(state.status === 'invalid' ? state.faults.map((fault) => [fault.field, fault.message] as const) : []),
    ...(parsed.ok
      ? []
      : parsed.error.faults.map((fault) => [`config.${fault.field}`, fault.message] as const)),
  ])
  const scope = `pairs.${index}.`
  return (
    <form action={submit} noValidate className="grid gap-5 px-5 pt-2 pb-5">
      <input type="hidden" name="botId" value={botId} />
      <input type="hidden" name="pairId" value={pair.id} />
      <div className="grid gap-1">
        <h3 className="font-semibold tracking-tight">
          {symbolName(pair.symbol)} {pair.side}, {pair.leverage}×
        </h3>
        <p className="text-sm text-muted-foreground">
          Applies to new deals.
          {pair.deal !== null &&
            ` The running deal #${pair.deal.number} keeps settings version ${pair.deal.configVersion}.`}
        </p>
      </div>
      {state.status === 'invalid' && (
        <ErrorSummary
          faults={state.faults.map((fault) => ({ ...fault, field: scopedTo(scope, fault.field) }))}
        />
      )}
      {state.status === 'failed' && (
        <Alert tone="error" live>
          {state.message}
        </Alert>
      )}
      <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2 xl:grid-cols-3">
        {settingNames.map((name) => (
          <SettingControl
            key={name}
            name={name}
            field={settingField(index, name)}
            value={typed[name]}
            error={faults.get(`config.${name}`) ?? faults.get(settingField(index, name))}
            quote="USDT"
            onChange={(value) => setTyped({ ...typed, [name]: value })}
            onBlur={() => undefined}
          />
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton pendingLabel="Saving…">Save settings</SubmitButton>
        <p role="status" aria-live="polite" className="text-sm text-profit">
          {state.status === 'success' ? state.message : ''}
        </p>
      </div>
    </form>
  )
}

const scopedTo = (scope: string, field: string): string =>
  field === '' || field.startsWith('pairs.') ? field : `${scope}${field}`

/** Stored settings as text, under what a refused submit sent. */
function typedOf(stored: PairDetailView['settings'], sent: Readonly<Record<string, string>>): TypedSettings {
  const entries = settingNames.map((name) => {
    const known = stored[name] === undefined ? settingsFields[name].initial : stored[name]
    const again = Object.entries(sent).find(([field]) => field.endsWith(`config.${name}`))?.[1]
    return [name, again ?? (known === null ? '' : String(known))]
  })
  return Object.fromEntries(entries) as TypedSettings
}
