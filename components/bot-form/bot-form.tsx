'use client'

import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useActionState, useMemo, useState, type ReactNode } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { ErrorSummary } from '@/components/ui/error-summary'
import { FormStep } from '@/components/ui/form-step'
import { SubmitButton } from '@/components/ui/submit-button'
import { Switch } from '@/components/ui/switch'
import { idle, type SentValues } from '@/lib/action-state'
import type { AccountOptionView, PlanUsageView } from '@/lib/bots/views'
import { parseDecimal } from '@/lib/domain/decimal-input'
import type { StrategyName } from '@/lib/domain/strategies/registry'
import { AccountFieldset } from './account-fieldset'
import { BotSummary } from './bot-summary'
import {
  addPair,
  changePair,
  draftOfValues,
  newDraft,
  removePair,
  withFollowingName,
  type BotDraft,
  type InstrumentsByAccount,
  type PairDraft,
} from './draft'
import { examinePair, type Examined } from './examine-pair'
import { faultLabels } from './fault-labels'
import { LookbackGate } from './lookback-gate'
import type { RiskState } from './lookback/lookback'
import { PairEditor } from './pair-editor'
import { Review } from './review'
import { RiskConsent } from './risk-consent'
import { SettingsConsents } from './settings-consents'
import { useAttempt } from './use-attempt'

export type BotFormProps = {
  action: FormAction
  accounts: readonly AccountOptionView[]
  instruments: InstrumentsByAccount
  usage: PlanUsageView
  /** Makes a double submit one bot. */
  requestKey: string
  /** What fills in a new form, as another form would have sent it. */
  prefill?: SentValues
}

/** Creates a bot: account, pairs with their settings and ladder, review. The whole of it is one form that works without scripts. */
export function BotForm({ action, accounts, instruments, usage, requestKey, prefill }: BotFormProps) {
  const [state, submit] = useActionState(action, idle)
  const attempt = useAttempt(state)
  const [draft, setDraft] = useState(() => {
    const first = newDraft(accounts, instruments)
    const fresh = prefill === undefined ? first : draftOfValues({ start: 'on', ...prefill }, first)
    return 'values' in state ? draftOfValues(state.values, fresh) : fresh
  })
  const [risk, setRisk] = useState<RiskState>({ kind: 'none' })
  const [consent, setConsent] = useState({ typed: '', startUnread: false })
  const account = accounts.find((candidate) => candidate.id === draft.accountId)
  const options = instruments[draft.accountId] ?? []
  const examined = useExamined(draft, account, instruments)
  const serverFaults = useMemo(
    () =>
      new Map(state.status === 'invalid' ? state.faults.map((fault) => [fault.field, fault.message]) : []),
    [state],
  )
  const changePairs = (after: BotDraft) => setDraft(withFollowingName(draft, after))
  return (
    <form action={submit} noValidate className="grid grid-cols-1 gap-6">
      <input type="hidden" name="requestKey" value={requestKey} />
      {state.status === 'invalid' && (
        <ErrorSummary
          faults={state.faults}
          labels={faultLabels(draft.pairs.map(({ strategy }) => strategy))}
        />
      )}
      {state.status === 'failed' && (
        <Alert tone="error" title="The bot was not created" live>
          {state.message}
        </Alert>
      )}
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        {/* After an action React resets the form to the values its inputs were mounted with; mounting them anew with what was typed
            keeps selects and radios from silently returning to their first choice. The figures have no inputs and stay. */}
        <div className="grid grid-cols-1 content-start gap-6">
          <FormStep key={`account ${attempt}`} number={1} title="Name and account">
            <AccountFieldset
              draft={draft}
              accounts={accounts}
              usage={usage}
              faults={serverFaults}
              onChange={(change) => setDraft({ ...draft, ...change })}
              onAccount={(accountId) => changePairs(withAccount(draft, accountId, instruments))}
            />
          </FormStep>
          <FormStep key={`pairs ${attempt}`} number={2} title="Pairs and strategy">
            <div id="field-pairs" tabIndex={-1} className="grid grid-cols-1 gap-8 outline-none">
              {draft.pairs.map((pair, index) => (
                <PairEditor
                  key={pair.key}
                  index={index}
                  pair={pair}
                  alone={draft.pairs.length === 1}
                  options={options}
                  examined={examined[index] ?? { kind: 'faulty', faults: [] }}
                  serverFaults={serverFaults}
                  submitted={attempt > 0}
                  onChange={(change) => changePairs(changePair(draft, pair.key, change))}
                  onRemove={draft.pairs.length > 1 ? () => changePairs(removePair(draft, pair.key)) : null}
                />
              ))}
            </div>
            <AddPair
              usage={usage}
              pairs={draft.pairs.length}
              onAdd={() => setDraft(addPair(draft, options))}
            />
          </FormStep>
          <FormStep number={3} title="Past and risk">
            <LookbackGate draft={draft} account={account} examined={examined} onRisk={setRisk} />
          </FormStep>
        </div>
        <FormStep
          key={`review ${attempt}`}
          number={4}
          title="Review"
          className="xl:sticky xl:top-20 xl:max-h-[calc(100dvh-6rem)] xl:self-start xl:overflow-y-auto xl:p-5"
        >
          <Review draft={draft} account={account} examined={examined} />
          <BotSummary draft={draft} examined={examined} />
          <Decision draft={draft} onChange={(change) => setDraft({ ...draft, ...change })}>
            <SettingsConsents
              settings={examined.flatMap((pair) => (pair.kind === 'martingale' ? [pair.config] : []))}
              isLive={account?.environment === 'live'}
              typed={draft.consents}
              errorOf={(field) => serverFaults.get(field)}
              onChange={(consents) => setDraft({ ...draft, consents })}
            />
            <RiskConsent
              {...{ risk, start: draft.start, draft: consent, faults: serverFaults, onChange: setConsent }}
            />
          </Decision>
          <p role="status" aria-live="polite" className="text-sm text-profit empty:hidden">
            {state.status === 'success' ? state.message : ''}
          </p>
        </FormStep>
      </div>
    </form>
  )
}

/** A ladder may go without a stop loss if its owner says so; the other strategy always has one. */
const isWithoutStop = ({ strategy, config }: PairDraft): boolean =>
  strategy === 'dca' && (config.stopLossPct ?? '').trim() === ''

function AddPair({ usage, pairs, onAdd }: { usage: PlanUsageView; pairs: number; onAdd: () => void }) {
  const full = usage.pairsPerBot !== null && pairs >= usage.pairsPerBot
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        variant="secondary"
        disabled={full}
        onClick={onAdd}
        aria-describedby={full ? 'pairs-full' : undefined}
      >
        <Plus aria-hidden />
        Add a pair
      </Button>
      {full && (
        <p id="pairs-full" className="text-xs text-muted-foreground">
          {usage.planName} allows {usage.pairsPerBot} pairs per bot.{' '}
          <Link href="/#pricing" className="text-link underline underline-offset-2">
            Compare plans
          </Link>
        </p>
      )}
    </div>
  )
}

/** The last word: confirmation of a missing stop, start or draft, and the button. */
function Decision({
  draft,
  children,
  onChange,
}: {
  draft: BotDraft
  children: ReactNode
  onChange: (change: Partial<Pick<BotDraft, 'confirmNoStop' | 'start'>>) => void
}) {
  return (
    <>
      {draft.pairs.some(isWithoutStop) && (
        <Switch
          name="confirmNoStop"
          checked={draft.confirmNoStop}
          onChange={(event) => onChange({ confirmNoStop: event.target.checked })}
          label="I want no stop loss"
          help="Only the liquidation guard then limits the loss of a pair without one."
        />
      )}
      <Switch
        name="start"
        checked={draft.start}
        onChange={(event) => onChange({ start: event.target.checked })}
        label="Start at once"
        help="Otherwise the bot is kept as a draft until you start it."
      />
      {children}
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton size="lg" pendingLabel={draft.start ? 'Starting…' : 'Creating…'}>
          {draft.start ? 'Create and start' : 'Create as draft'}
        </SubmitButton>
        <Button asChild variant="ghost" size="lg">
          <Link href="/bots">Cancel</Link>
        </Button>
      </div>
    </>
  )
}

/** Another account has other markets: a pair whose market it lacks moves to its first one. */
function withAccount(draft: BotDraft, accountId: string, instruments: InstrumentsByAccount): BotDraft {
  const symbols = (instruments[accountId] ?? []).map(({ instrument }) => instrument.symbol)
  const first = symbols[0] ?? ''
  return draft.pairs.reduce<BotDraft>(
    (changed, pair) =>
      symbols.includes(pair.symbol) ? changed : changePair(changed, pair.key, { symbol: first }),
    { ...draft, accountId },
  )
}

function useExamined(
  draft: BotDraft,
  account: AccountOptionView | undefined,
  instruments: InstrumentsByAccount,
): readonly Examined[] {
  return useMemo(() => {
    const options = instruments[draft.accountId] ?? []
    const balance = account === undefined ? null : Number(account.available)
    const reserved = draft.pairs.map(({ strategy, config }) =>
      reservedBy(strategy, config, draft.pairs.length, balance ?? 0),
    )
    const sum = reserved.reduce((total, amount) => total + amount, 0)
    return draft.pairs.map((pair, index) => {
      const option = options.find(({ instrument }) => instrument.symbol === pair.symbol)
      const free = balance === null ? null : balance - (sum - (reserved[index] ?? 0))
      return examinePair(pair, option, { balance, free, pairs: draft.pairs.length })
    })
  }, [draft, account, instruments])
}

/** Quote coin that one pair of the form keeps of the account; what is not typed well yet keeps nothing. */
function reservedBy(
  strategy: StrategyName,
  config: PairDraft['config'],
  pairs: number,
  balance: number,
): number {
  if (strategy === 'martingale') {
    const share = parseDecimal(config.maxMarginPct ?? '', { min: 0, max: 1 })
    return share.ok ? (share.value / pairs) * balance : 0
  }
  const typed = parseDecimal(config.allocatedCapital ?? '', { min: 0 })
  return typed.ok ? typed.value : 0
}
