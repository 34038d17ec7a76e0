import { Bot } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import { EquityChart } from '@/components/charts/equity-chart'
import { LiveRefresh } from '@/components/layout/live-refresh'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatCard } from '@/components/ui/stat'
import type { DashboardView, Environment } from '@/lib/bots/views'
import { AttentionList } from './attention-list'
import { BotCard } from './bot-card'
import type { BotActions } from './bot-commands'
import { speaksOfSafetyOrders } from './condition-sentence'
import { EnvironmentSwitch } from './environment-switch'
import { NewBotButton } from './new-bot-button'
import { MoneyText, PnlText } from './pnl-text'
import { RecentTrades } from './recent-trades'

/** The first page after signing in: figures of one environment, what needs attention, the bots and their newest trades. */
export function DashboardBoard({
  view,
  now,
  actions,
  hrefOf,
}: {
  view: DashboardView
  now: string
  actions: BotActions
  hrefOf: (environment: Environment) => Route
}) {
  const firstExplained = view.bots.find((bot) =>
    bot.pairs.some(({ condition }) => speaksOfSafetyOrders(condition)),
  )
  return (
    <>
      <PageHeader
        title="Dashboard"
        above={
          <EnvironmentSwitch current={view.environment} environments={view.environments} hrefOf={hrefOf} />
        }
        meta={<LiveRefresh from={now} />}
        actions={<NewBotButton usage={view.usage} />}
      />
      <Figures view={view} />
      <div className="grid gap-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Card>
          <CardHeader>
            <CardTitle>Result, last 7 days</CardTitle>
          </CardHeader>
          <CardContent>
            <EquityChart points={view.equitySeries} span="7 days" />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>Needs attention</CardTitle>
          </CardHeader>
          <AttentionList entries={view.attention} />
        </Card>
      </div>
      <section aria-labelledby="bots-heading" className="grid gap-4">
        <h2 id="bots-heading" className="text-lg font-semibold tracking-tight">
          Bots
        </h2>
        {view.bots.length === 0 ? (
          <FirstSteps />
        ) : (
          <div className="grid gap-4 md:grid-cols-2 2xl:grid-cols-3">
            {view.bots.map((bot) => (
              <BotCard key={bot.id} bot={bot} actions={actions} explained={bot === firstExplained} />
            ))}
          </div>
        )}
      </section>
      <Card>
        <CardHeader>
          <CardTitle>Recent trades</CardTitle>
        </CardHeader>
        {view.recentTrades.length === 0 ? (
          <p className="px-5 pb-5 text-sm text-muted-foreground">
            No trades yet. The first one appears here within a tick of its fill.
          </p>
        ) : (
          <RecentTrades trades={view.recentTrades} />
        )}
      </Card>
    </>
  )
}

function Figures({ view }: { view: DashboardView }) {
  const { usage } = view
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
      <StatCard
        label="Equity"
        value={<MoneyText value={view.equity} />}
        note={
          view.equityAt === null ? (
            'not known yet'
          ) : (
            <>
              prices from <RelativeTime at={view.equityAt} />
            </>
          )
        }
      />
      <StatCard
        label="Realised today"
        value={<PnlText value={view.today.realised} />}
        note="since 00:00 UTC"
      />
      <StatCard
        label="Open positions"
        value={view.openPositions}
        note={
          <>
            unrealised <PnlText value={view.totals.unrealised} unit={null} />
          </>
        }
      />
      <StatCard
        label="Bots running"
        value={view.botsRunning}
        note={
          usage.botsLimit === null
            ? `${usage.botsUsed} in all`
            : `${usage.botsUsed} of ${usage.botsLimit} used on ${usage.planName}`
        }
      />
    </div>
  )
}

const steps = [
  ['Create a paper bot', 'It needs no exchange account and risks nothing.'],
  ['Watch it decide', 'Every tick leaves its reason in the log, also when it waits.'],
  ['Read its first trade', 'Opened, added, reduced, closed: each with fee, result and balance.'],
] as const

function FirstSteps() {
  return (
    <Card>
      <EmptyState
        icon={<Bot />}
        title="No bots yet"
        action={
          <Button asChild>
            <Link href="/bots/new">Create a paper bot</Link>
          </Button>
        }
      >
        <ol className="mx-auto mt-2 grid max-w-sm gap-2 text-left">
          {steps.map(([title, text], index) => (
            <li key={title} className="flex gap-3">
              <span
                aria-hidden
                className="grid size-6 shrink-0 place-items-center rounded-md bg-muted text-xs font-semibold tabular-nums"
              >
                {index + 1}
              </span>
              <span>
                <span className="font-medium text-foreground">{title}.</span> {text}
              </span>
            </li>
          ))}
        </ol>
      </EmptyState>
    </Card>
  )
}
