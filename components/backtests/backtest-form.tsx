'use client'

import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useActionState, useMemo, useState } from 'react'
import { addPair, changePair, removePair, type BotDraft } from '@/components/bot-form/draft'
import { examinePair, type Examined } from '@/components/bot-form/examine-pair'
import { faultLabels } from '@/components/bot-form/fault-labels'
import { PairEditor } from '@/components/bot-form/pair-editor'
import { useAttempt } from '@/components/bot-form/use-attempt'
import type { FormAction } from '@/components/trading/bot-commands'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { ErrorSummary } from '@/components/ui/error-summary'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type SentValues } from '@/lib/action-state'
import type { BacktestUsageView, UploadView } from '@/lib/backtests/views'
import type { InstrumentOptionView } from '@/lib/bots/views'
import type { HistoryExchange } from '@/lib/domain/candles/candle-source'
import {
  candlesOf,
  draftOf,
  freshDraft,
  marketsOf,
  suggestedName,
  type BacktestDraft,
  type MarketsBySource,
} from './form-draft'
import { FormStep } from '@/components/ui/form-step'
import { RunFieldset } from './run-fieldset'
import { RunSize } from './run-size'
import { SourceFieldset } from './source-fieldset'
import { useMarkets, withMarkets } from './use-markets'
import { countText } from './words'

export type BacktestFormProps = {
  action: FormAction
  markets: MarketsBySource
  /** The exchanges whose markets could not be asked. */
  unlisted: readonly HistoryExchange[]
  uploads: readonly UploadView[]
  usage: BacktestUsageView
  /** Pairs that the plan allows; null = any number. */
  pairsLimit: number | null
  /** Makes a double submit one run. */
  requestKey: string
  /** Of a bot or an earlier run. */
  prefill: SentValues
  /** Milliseconds UTC. */
  now: number
}

/** Asks for a back-test: candles, period and money, pairs with the fields of a bot's form. */
export function BacktestForm(props: BacktestFormProps) {
  const { action, uploads, usage, requestKey, prefill, now } = props
  const [state, submit] = useActionState(action, idle)
  const attempt = useAttempt(state)
  const [draft, setDraft] = useState(() => {
    const fresh = draftOf(prefill, freshDraft(props.markets, now))
    return 'values' in state ? draftOf(state.values, fresh) : fresh
  })
  const { markets, isListed } = useMarkets(props, draft)
  const options = marketsOf(draft, markets)
  const examined = draft.bot.pairs.map((pair) =>
    examinePair(
      pair,
      options.find(({ instrument }) => instrument.symbol === pair.symbol),
      null,
    ),
  )
  const faults = useMemo(
    () =>
      new Map(state.status === 'invalid' ? state.faults.map((fault) => [fault.field, fault.message]) : []),
    [state],
  )
  const change = (next: Partial<BacktestDraft>) =>
    setDraft((before) => withMarkets({ ...before, ...next }, markets))
  const changeBot = (bot: BotDraft) => setDraft((before) => ({ ...before, bot }))
  return (
    <form action={submit} noValidate className="grid grid-cols-1 gap-6">
      <input type="hidden" name="requestKey" value={requestKey} />
      {state.status === 'invalid' && (
        <ErrorSummary
          faults={state.faults}
          labels={{ ...faultLabels(draft.bot.pairs.map(({ strategy }) => strategy)), ...labels }}
        />
      )}
      {state.status === 'failed' && (
        <Alert tone="error" title="The back-test was not started" live>
          {state.message}
        </Alert>
      )}
      <div key={attempt} className="grid grid-cols-1 gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid grid-cols-1 content-start gap-6">
          <FormStep number={1} title="Candles">
            <SourceFieldset
              draft={draft}
              uploads={uploads}
              faults={faults}
              isListed={isListed}
              uploadHint={`At most ${countText(usage.limits.candlesPerFile)} candles and 32 MB; ${usage.planName} keeps ${usage.limits.files} files.`}
              onChange={change}
            />
          </FormStep>
          <FormStep number={2} title="Period and money">
            <RunFieldset draft={draft} faults={faults} today={now} onChange={change} />
          </FormStep>
          <FormStep number={3} title="Pairs and strategy">
            <Pairs {...props} {...{ draft, options, examined, faults, changeBot }} submitted={attempt > 0} />
          </FormStep>
        </div>
        <FormStep number={4} title="Run" className="xl:sticky xl:top-20 xl:self-start xl:p-5">
          <Field name="name" label="Name" error={faults.get('name')}>
            {(control) => (
              <Input
                {...control}
                value={draft.name}
                placeholder={suggestedName(draft)}
                maxLength={80}
                autoComplete="off"
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          {draft.name.trim() === '' && (
            <input type="hidden" name="suggestedName" value={suggestedName(draft)} />
          )}
          <RunSize candles={candlesOf(draft, uploads)} usage={usage} />
          {usage.refused !== null && (
            <Alert tone="warning">
              {usage.refused}{' '}
              <Link href="/backtests" className="text-link underline underline-offset-2">
                See your back-tests
              </Link>
            </Alert>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <SubmitButton size="lg" pendingLabel="Starting…">
              Run the back-test
            </SubmitButton>
            <Button asChild variant="ghost" size="lg">
              <Link href="/backtests">Cancel</Link>
            </Button>
          </div>
          <p className="text-xs leading-relaxed text-muted-foreground">
            No order is placed anywhere. The run uses the decisions and the rules of your bots, fees, funding,
            slippage and liquidation included.
          </p>
        </FormStep>
      </div>
    </form>
  )
}

const labels: Readonly<Record<string, string>> = {
  ...{ name: 'Name', source: 'Candles from', seed: 'Seed', exchange: 'Exchange', timeframe: 'Candle length' },
  ...{ from: 'First day', to: 'Last day', deposit: 'Deposit', intervalSec: 'Decide every' },
  ...{ feeMaker: 'Maker fee', feeTaker: 'Taker fee', pairs: 'Pairs', 'files.0': 'File for pair 1' },
  ...{ 'files.1': 'File for pair 2', 'files.2': 'File for pair 3', 'files.3': 'File for pair 4' },
}

function Pairs({
  draft,
  options,
  examined,
  faults,
  submitted,
  usage,
  pairsLimit,
  changeBot,
}: BacktestFormProps & {
  draft: BacktestDraft
  options: readonly InstrumentOptionView[]
  examined: readonly Examined[]
  faults: ReadonlyMap<string, string>
  submitted: boolean
  changeBot: (bot: BotDraft) => void
}) {
  const { bot } = draft
  const full = pairsLimit !== null && bot.pairs.length >= pairsLimit
  return (
    <>
      <div id="field-pairs" tabIndex={-1} className="grid grid-cols-1 gap-8 outline-none">
        {bot.pairs.map((pair, index) => (
          <PairEditor
            key={pair.key}
            index={index}
            pair={pair}
            alone={bot.pairs.length === 1}
            options={options}
            examined={examined[index] ?? { kind: 'faulty', faults: [] }}
            serverFaults={faults}
            submitted={submitted}
            onChange={(change) => changeBot(changePair(bot, pair.key, change))}
            onRemove={bot.pairs.length > 1 ? () => changeBot(removePair(bot, pair.key)) : null}
          />
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="secondary" disabled={full} onClick={() => changeBot(addPair(bot, options))}>
          <Plus aria-hidden />
          Add a pair
        </Button>
        {full && (
          <p className="text-xs text-muted-foreground">
            {usage.planName} allows {pairsLimit} pairs.
          </p>
        )}
      </div>
    </>
  )
}
