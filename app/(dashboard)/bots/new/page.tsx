import type { Metadata } from 'next'
import { BotForm } from '@/components/bot-form/bot-form'
import { Alert } from '@/components/ui/alert'
import { PageHeader } from '@/components/ui/page-header'
import { requireTenant } from '@/lib/auth/tenant'
import { botOfBacktest, botOfRequest } from '@/lib/backtests/bot-of-backtest'
import { listAccountOptions, listInstruments, planUsage } from '@/lib/bots/queries'
import { allowsOneMore } from '@/lib/domain/plans'
import { createBotAction } from '../actions'

export const metadata: Metadata = { title: 'New bot' }

type Props = { searchParams: Promise<{ backtest?: string | string[]; request?: string | string[] }> }

export default async function NewBotPage({ searchParams }: Props) {
  const tenant = await requireTenant()
  const { backtest, request } = await searchParams
  const [accounts, usage] = await Promise.all([listAccountOptions(tenant), planUsage(tenant)])
  const markets = await Promise.all(accounts.map((account) => listInstruments(tenant, account.id)))
  const instruments = Object.fromEntries(
    accounts.map((account, index) => [account.id, [...(markets[index] ?? [])]]),
  )
  const tested = await botOfBacktest(tenant, backtest, accounts, instruments)
  const handed = tested === null ? botOfRequest(request, accounts, instruments) : null
  const prefill = tested?.values ?? handed
  const full = !allowsOneMore(usage.botsLimit, usage.botsUsed)
  return (
    <>
      <PageHeader
        title="New bot"
        meta={
          handed !== null
            ? 'Settings of a candidate of your sweep. What it found is no promise; begin on paper.'
            : tested === null
              ? 'A DCA bot opens a deal, adds to it as the price moves against it, and takes profit on the average.'
              : `Settings of the back-test “${tested.name}”. What it found is no promise; begin on paper.`
        }
      />
      {full ? (
        <Alert tone="warning" title={`${usage.planName} allows ${usage.botsLimit} bots, and all are used`}>
          Delete a bot, or choose a plan with more. Deleting keeps its trades and statistics.
        </Alert>
      ) : accounts.length === 0 ? (
        <Alert tone="warning" title="There is no account to trade on">
          A paper account is made with your registration. If it is missing, sign out and in again.
        </Alert>
      ) : (
        <BotForm
          action={createBotAction}
          accounts={accounts}
          instruments={instruments}
          usage={usage}
          requestKey={crypto.randomUUID()}
          {...(prefill === null ? {} : { prefill })}
        />
      )}
    </>
  )
}
