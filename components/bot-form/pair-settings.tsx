'use client'

import { useActionState, useState } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { quoteOf, symbolName } from '@/components/trading/format'
import { Alert } from '@/components/ui/alert'
import { ErrorSummary } from '@/components/ui/error-summary'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { Switch } from '@/components/ui/switch'
import { idle, type ActionState } from '@/lib/action-state'
import { settingsFromText } from '@/lib/bots/pair-settings-input'
import type { PairDetailView } from '@/lib/bots/views'
import { parseDcaConfig } from '@/lib/domain/strategies/dca/config'
import { parseMartingaleConfig, type MartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import type { StrategyName } from '@/lib/domain/strategies/registry'
import { consentsIn, settingField, type TypedSettings } from './draft'
import { faultLabels } from './fault-labels'
import { isPartOf } from './is-part-of'
import { settingText } from './json-value'
import { SettingGroups } from './setting-groups'
import { SettingsConsents } from './settings-consents'
import { strategyForms, strategyOf, type StrategyForm } from './strategy-form'
import { useAttempt } from './use-attempt'

// The form holds one pair, whichever of the bot's it is: its fields are named as those of a first pair.
const PATH = 'pairs.0.'

/** The settings of one pair of an existing bot. A change applies to the next deal; the running one keeps its version. */
export function PairSettings({
  botId,
  pair,
  isLive,
  action,
}: {
  botId: string
  pair: PairDetailView
  /** Real money is at stake. */
  isLive: boolean
  action: FormAction
}) {
  const [state, submit] = useActionState(action, idle)
  const attempt = useAttempt(state)
  const strategy = strategyOf(pair.strategy)
  const form = strategyForms[strategy]
  const [typed, setTyped] = useState(() =>
    typedOf(form, pair.settings, 'values' in state ? state.values : {}),
  )
  const sent: Readonly<Record<string, string>> = 'values' in state ? state.values : {}
  const [leverage, setLeverage] = useState(sent[`${PATH}leverage`] ?? String(pair.leverage))
  const [confirmed, setConfirmed] = useState('values' in state && state.values.confirmNoStop === 'on')
  const [accepted, setAccepted] = useState(() => consentsIn(sent))
  const parsed = parsedSettings(strategy, typed)
  const faults = faultsOf(state, parsed)
  const removesStop =
    strategy === 'dca' && (typed.stopLossPct ?? '').trim() === '' && Boolean(pair.settings.stopLossPct)
  return (
    <form action={submit} noValidate className="grid gap-5 px-5 py-5">
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
          scope={pair.id}
          labels={faultLabels([strategy])}
          faults={state.faults.map((fault) => ({ ...fault, field: pathOf(fault.field) }))}
        />
      )}
      {state.status === 'failed' && (
        <Alert tone="error" live>
          {state.message}
        </Alert>
      )}
      <div key={attempt} className="@container grid gap-5">
        <Field
          name={`${PATH}leverage`}
          scope={pair.id}
          label="Leverage"
          suffix="×"
          error={faults.get(`${PATH}leverage`)}
          help="Set on the exchange before the next deal opens."
          className="max-w-40"
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={leverage}
              onChange={(event) => setLeverage(event.target.value)}
              className="tabular-nums"
            />
          )}
        </Field>
        <SettingGroups
          form={form}
          typed={typed}
          quote={quoteOf(pair.symbol)}
          scope={pair.id}
          fieldOf={(name) => settingField(0, name)}
          errorOf={(path) => faults.get(settingField(0, path))}
          isFaulty={(name) => [...faults.keys()].some((field) => isPartOf(field, settingField(0, name)))}
          onChange={(name, value) => setTyped({ ...typed, [name]: value })}
          onBlur={() => undefined}
        />
      </div>
      {removesStop && (
        <Switch
          name="confirmNoStop"
          checked={confirmed}
          onChange={(event) => setConfirmed(event.target.checked)}
          label="I want no stop loss"
          help="Only the liquidation guard then limits the loss of this pair."
        />
      )}
      {parsed.martingale !== null && (
        <SettingsConsents
          settings={[parsed.martingale]}
          isLive={isLive}
          scope={pair.id}
          typed={accepted}
          errorOf={(field) => faults.get(field)}
          onChange={setAccepted}
        />
      )}
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton pendingLabel="Saving…">Save settings</SubmitButton>
        <p role="status" aria-live="polite" className="text-sm text-profit">
          {state.status === 'success' ? state.message : ''}
        </p>
      </div>
    </form>
  )
}

/** The server names a field with or without the pair's path; what concerns the whole form has none. */
const pathOf = (field: string): string =>
  field.startsWith('config.') || field === 'leverage'
    ? `${PATH}${field}`
    : field === 'confirmNoStop'
      ? ''
      : field

type Parsed = {
  readonly martingale: MartingaleConfig | null
  readonly faults: readonly { readonly field: string; readonly message: string }[]
}

/** What the strategy's own parser says of the settings as they stand. */
function parsedSettings(strategy: StrategyName, typed: TypedSettings): Parsed {
  const raw = settingsFromText(typed, strategyForms[strategy].fields)
  if (strategy === 'martingale') {
    const config = parseMartingaleConfig(raw)
    return config.ok
      ? { martingale: config.value, faults: [] }
      : { martingale: null, faults: config.error.faults }
  }
  const config = parseDcaConfig(raw)
  return { martingale: null, faults: config.ok ? [] : config.error.faults }
}

/** Sentences by full field name: what the server refused, and what the domain says of the numbers as they stand. */
function faultsOf(state: ActionState, parsed: Parsed): ReadonlyMap<string, string> {
  return new Map([
    ...(state.status === 'invalid'
      ? state.faults.map((fault) => [pathOf(fault.field), fault.message] as const)
      : []),
    ...parsed.faults.map((fault) => [`${PATH}config.${fault.field}`, fault.message] as const),
  ])
}

/** Stored settings as text, under what a refused submit sent. */
function typedOf(
  { fields }: StrategyForm,
  stored: PairDetailView['settings'],
  sent: Readonly<Record<string, string>>,
): TypedSettings {
  const entries = Object.entries(fields).map(([name, { initial }]) => {
    const known = stored[name] === undefined ? initial : stored[name]
    return [name, sent[settingField(0, name)] ?? settingText(known)]
  })
  return Object.fromEntries(entries)
}
