'use client'

import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useActionState, useMemo, useState, type ReactNode } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ErrorSummary } from '@/components/ui/error-summary'
import { SubmitButton } from '@/components/ui/submit-button'
import { Switch } from '@/components/ui/switch'
import { idle, type ActionState } from '@/lib/action-state'
import type { AccountOptionView, PlanUsageView } from '@/lib/bots/views'
import { parseDecimal } from '@/lib/domain/decimal-input'
import { AccountFieldset } from './account-fieldset'
import {
  addPair,
  changePair,
  draftOfValues,
  newDraft,
  removePair,
  type BotDraft,
  type InstrumentsByAccount,
} from './draft'
import { examinePair, type Examined } from './examine-pair'
import { faultLabels } from './fault-labels'
import { PairEditor } from './pair-editor'
import { Review } from './review'

export type BotFormProps = {
  action: FormAction
  accounts: readonly AccountOptionView[]
  instruments: InstrumentsByAccount
  usage: PlanUsageView
  /** Makes a double submit one bot. */
  requestKey: string
}

/** Creates a bot: account, pairs with their settings and ladder, review. The whole of it is one form that works without scripts. */
export function BotForm({ action, accounts, instruments, usage, requestKey }: BotFormProps) {
  const [state, submit] = useActionState(action, idle)
  const attempt = useAttempt(state)
  const [draft, setDraft] = useState(() => {
    const fresh = newDraft(accounts, instruments)
    return 'values' in state ? draftOfValues(state.values, fresh) : fresh
  })
  const account = accounts.find((candidate) => candidate.id === draft.accountId)
  const options = instruments[draft.accountId] ?? []
  const examined = useExamined(draft, account, instruments)
  const serverFaults = useMemo(
    () =>
      new Map(state.status === 'invalid' ? state.faults.map((fault) => [fault.field, fault.message]) : []),
    [state],
  )
  const pairsFull = usage.pairsPerBot !== null && draft.pairs.length >= usage.pairsPerBot
  return (
    <form action={submit} noValidate className="grid grid-cols-1 gap-6">
      <input type="hidden" name="requestKey" value={requestKey} />
      {state.status === 'invalid' && (
        <ErrorSummary faults={state.faults} labels={faultLabels(draft.pairs.length)} />
      )}
      {state.status === 'failed' && (
        <Alert tone="error" title="The bot was not created" live>
          {state.message}
        </Alert>
      )}
      {/* After an action React resets the form to the values its inputs were mounted with; mounting them anew with what was typed
          keeps selects and radios from silently returning to their first choice. */}
      <div key={attempt} className="grid grid-cols-1 gap-6">
        <Step number={1} title="Name and account">
          <AccountFieldset
            draft={draft}
            accounts={accounts}
            usage={usage}
            faults={serverFaults}
            onChange={(change) => setDraft({ ...draft, ...change })}
            onAccount={(accountId) => setDraft(withAccount(draft, accountId, instruments))}
          />
        </Step>
        <Step number={2} title="Pairs and strategy">
          <div id="field-pairs" tabIndex={-1} className="grid grid-cols-1 gap-8 outline-none">
            {draft.pairs.map((pair, index) => (
              <PairEditor
                key={pair.key}
                index={index}
                pair={pair}
                options={options}
                examined={examined[index] ?? { kind: 'faulty', faults: [] }}
                serverFaults={serverFaults}
                submitted={attempt > 0}
                onChange={(change) => setDraft(changePair(draft, pair.key, change))}
                onRemove={draft.pairs.length > 1 ? () => setDraft(removePair(draft, pair.key)) : null}
              />
            ))}
          </div>
          <div className="flex flex-wrap items-center gap-3">
            <Button
              variant="secondary"
              disabled={pairsFull}
              onClick={() => setDraft(addPair(draft, options))}
            >
              <Plus aria-hidden />
              Add a pair
            </Button>
            {pairsFull && (
              <p className="text-xs text-muted-foreground">
                {usage.planName} allows {usage.pairsPerBot} pairs per bot.{' '}
                <Link href="/#pricing" className="text-link underline underline-offset-2">
                  Compare plans
                </Link>
              </p>
            )}
          </div>
        </Step>
        <Step number={3} title="Review">
          <Review draft={draft} account={account} examined={examined} />
          {draft.pairs.some((pair) => pair.config.stopLossPct.trim() === '') && (
            <Switch
              name="confirmNoStop"
              checked={draft.confirmNoStop}
              onChange={(event) => setDraft({ ...draft, confirmNoStop: event.target.checked })}
              label="I want no stop loss"
              help="Only the liquidation guard then limits the loss of a pair without one."
            />
          )}
          <Switch
            name="start"
            checked={draft.start}
            onChange={(event) => setDraft({ ...draft, start: event.target.checked })}
            label="Start at once"
            help="Otherwise the bot is kept as a draft until you start it."
          />
          <div className="flex flex-wrap items-center gap-3">
            <SubmitButton size="lg" pendingLabel={draft.start ? 'Starting…' : 'Creating…'}>
              {draft.start ? 'Create and start' : 'Create as draft'}
            </SubmitButton>
            <Button asChild variant="ghost" size="lg">
              <Link href="/bots">Cancel</Link>
            </Button>
          </div>
          <p role="status" aria-live="polite" className="text-sm text-profit empty:hidden">
            {state.status === 'success' ? state.message : ''}
          </p>
        </Step>
      </div>
    </form>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  const id = `step-${number}`
  return (
    <Card aria-labelledby={id} className="grid grid-cols-1 gap-6 p-5 sm:p-6">
      <h2 id={id} className="flex items-center gap-3 text-base font-semibold tracking-tight">
        <span
          aria-hidden
          className="grid size-6 place-items-center rounded-md bg-primary-soft text-xs font-semibold text-link tabular-nums"
        >
          {number}
        </span>
        {title}
      </h2>
      {children}
    </Card>
  )
}

/** How many answers the action has given. */
function useAttempt(state: ActionState): number {
  const [seen, setSeen] = useState({ state, count: state.status === 'idle' ? 0 : 1 })
  if (seen.state === state) return seen.count
  setSeen({ state, count: seen.count + 1 })
  return seen.count + 1
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
    const allocated = draft.pairs.map((pair) => {
      const typed = parseDecimal(pair.config.allocatedCapital, { min: 0 })
      return typed.ok ? typed.value : 0
    })
    const sum = allocated.reduce((total, amount) => total + amount, 0)
    return draft.pairs.map((pair, index) => {
      const option = options.find(({ instrument }) => instrument.symbol === pair.symbol)
      const free = account === undefined ? null : Number(account.available) - (sum - (allocated[index] ?? 0))
      return examinePair(pair, option, free)
    })
  }, [draft, account, instruments])
}
