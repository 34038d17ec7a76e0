import { formatInterval, formatMoney } from '@/components/trading/format'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { intervals } from '@/lib/bots/intervals'
import type { AccountOptionView, Environment, PlanUsageView } from '@/lib/bots/views'
import type { BotDraft } from './draft'

const environmentWords: Record<Environment, string> = { paper: 'Paper', testnet: 'Testnet', live: 'LIVE' }

/** Name, account and how often the bot decides. */
export function AccountFieldset({
  draft,
  accounts,
  usage,
  faults,
  onChange,
  onAccount,
}: {
  draft: BotDraft
  accounts: readonly AccountOptionView[]
  usage: PlanUsageView
  faults: ReadonlyMap<string, string>
  onChange: (change: Partial<Pick<BotDraft, 'name' | 'intervalSec'>>) => void
  onAccount: (accountId: string) => void
}) {
  return (
    <div className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-[1fr_14rem]">
        <Field name="name" label="Name" error={faults.get('name')} required>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              maxLength={60}
              autoComplete="off"
              placeholder="BTC ladder"
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <Field name="intervalSec" label="Decide every" error={faults.get('intervalSec')}>
          {(control) => (
            <Select
              {...control}
              defaultValue={draft.intervalSec}
              onChange={(event) => onChange({ intervalSec: event.target.value })}
            >
              {intervals.map((interval) => (
                <option key={interval} value={String(interval)}>
                  {formatInterval(interval)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <RadioGroup
        name="accountId"
        legend="Account"
        layout="stack"
        value={draft.accountId}
        onValueChange={onAccount}
        error={faults.get('accountId')}
        options={accounts.map((account) => {
          const refused = account.environment === 'live' && !usage.canTradeLive
          return {
            value: account.id,
            disabled: refused,
            label: `${environmentWords[account.environment]}: ${account.label}`,
            help: refused
              ? `${usage.planName} trades on paper and testnet only.`
              : `${account.exchange}${account.market ? `, ${account.market}` : ''}; ${formatMoney(account.available)} USDT available`,
          }
        })}
      />
    </div>
  )
}
