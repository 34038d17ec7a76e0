import { Bot } from 'lucide-react'
import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { LiveRefresh } from '@/components/layout/live-refresh'
import { BotList } from '@/components/trading/bot-list'
import { NewBotButton } from '@/components/trading/new-bot-button'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { TabLinks } from '@/components/ui/tab-links'
import { requireTenant } from '@/lib/auth/tenant'
import { listBotCards, planUsage } from '@/lib/bots/queries'
import type { BotCardView } from '@/lib/bots/views'
import { botActions } from '../bot-actions'

export const metadata: Metadata = { title: 'Bots' }

const filters = {
  all: { label: 'All', holds: () => true },
  running: { label: 'Running', holds: (bot: BotCardView) => bot.status === 'RUNNING' },
  held: {
    label: 'Paused or held',
    holds: (bot: BotCardView) => ['PAUSED', 'EXIT_ONLY', 'STOPPING', 'ERROR'].includes(bot.status),
  },
  stopped: { label: 'Stopped', holds: (bot: BotCardView) => ['DRAFT', 'STOPPED'].includes(bot.status) },
} as const

type FilterName = keyof typeof filters

export default async function BotsPage({
  searchParams,
}: {
  searchParams: Promise<{ show?: string | string[] }>
}) {
  const tenant = await requireTenant()
  const { show } = await searchParams
  const [bots, usage] = await Promise.all([listBotCards(tenant), planUsage(tenant)])
  const current = Object.keys(filters).find((name): name is FilterName => name === show) ?? 'all'
  const shown = bots.filter(filters[current].holds)
  return (
    <>
      <PageHeader
        title="Bots"
        meta={<LiveRefresh from={new Date().toISOString()} />}
        actions={<NewBotButton usage={usage} />}
      />
      {bots.length > 0 && (
        <TabLinks
          label="Filter"
          tabs={(Object.keys(filters) as FilterName[]).map((name) => ({
            label: filters[name].label,
            href: (name === 'all' ? '/bots' : `/bots?show=${name}`) as Route,
            current: name === current,
            count: bots.filter(filters[name].holds).length,
          }))}
        />
      )}
      {shown.length > 0 ? (
        <BotList bots={shown} actions={botActions} />
      ) : (
        <NoBots filtered={bots.length > 0} />
      )}
    </>
  )
}

function NoBots({ filtered }: { filtered: boolean }) {
  return (
    <Card>
      {filtered ? (
        <EmptyState
          title="No bot is in this state"
          action={
            <Button asChild variant="secondary">
              <Link href="/bots">Show all</Link>
            </Button>
          }
        >
          The filter above hides the others.
        </EmptyState>
      ) : (
        <EmptyState
          icon={<Bot />}
          title="No bots yet"
          action={
            <Button asChild>
              <Link href="/bots/new">Create a paper bot</Link>
            </Button>
          }
        >
          A paper bot needs no account at an exchange.
        </EmptyState>
      )}
    </Card>
  )
}
