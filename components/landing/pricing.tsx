import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import {
  apiAccess,
  canTradeIn,
  canUseTelegram,
  plans,
  supportOf,
  type Limit,
  type Plan,
} from '@/lib/domain/plans'
import { Section } from './section'

const count = (limit: Limit): string => (limit === null ? 'unlimited' : limit.toLocaleString('en-US'))
const dollars = (amount: number): string => `$${amount.toLocaleString('en-US')}`

const volume = (limit: Limit): string =>
  limit === null ? 'unlimited' : limit === 0 ? 'paper only' : `${dollars(limit)} a month`

const api = { none: '-', read: 'read', 'read-write': 'read + write' } as const

const rows: readonly { readonly name: string; readonly of: (plan: Plan) => string }[] = [
  { name: 'Bots', of: (plan) => count(plan.limits.bots) },
  { name: 'Pairs per bot', of: (plan) => count(plan.limits.pairsPerBot) },
  {
    name: 'Environments',
    of: (plan) => (canTradeIn(plan.id, 'live') ? 'paper, testnet, live' : 'paper, testnet'),
  },
  { name: 'Polymarket wallets', of: (plan) => count(plan.limits.polymarketWallets) },
  { name: 'Polymarket volume', of: (plan) => volume(plan.limits.polymarketMonthlyVolumeUsd) },
  { name: 'Notifications', of: (plan) => (canUseTelegram(plan.id) ? 'e-mail, Telegram' : 'e-mail') },
  { name: 'API keys', of: (plan) => api[apiAccess(plan.id)] },
  { name: 'Support', of: (plan) => (supportOf(plan.id) === 'none' ? '-' : supportOf(plan.id)) },
  {
    name: 'Approval',
    of: (plan) => (plan.approval === 'by-admin' ? 'by an administrator' : 'at once, by payment'),
  },
]

/** Plans and limits, from the one table the limits are enforced by. */
export function Pricing() {
  return (
    <Section
      id="pricing"
      title="Pricing"
      lead="One ladder of plans. A lapse or downgrade never closes a position: what is over the limit only manages what is open."
    >
      <Card className="overflow-hidden">
        <Table caption="Plans and their limits">
          <TableHead>
            <tr>
              <TableHeader>
                <span className="sr-only">Limit</span>
              </TableHeader>
              {plans.map((plan) => (
                <TableHeader key={plan.id} className="min-w-32 py-4">
                  <span className="block text-base font-semibold text-foreground">{plan.name}</span>
                  <span className="text-figure text-2xl font-semibold text-foreground">
                    {dollars(plan.monthlyPriceUsd)}
                  </span>
                  <span className="font-normal"> / month</span>
                </TableHeader>
              ))}
            </tr>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={row.name}>
                <th scope="row" className="py-2.5 pr-3 pl-5 text-left font-medium whitespace-nowrap">
                  {row.name}
                </th>
                {plans.map((plan) => (
                  <TableCell key={plan.id} className="text-muted-foreground tabular-nums">
                    {row.of(plan)}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Card>
      <div className="mt-8 flex flex-wrap items-center gap-4">
        <Button asChild size="lg">
          <Link href="/register">Start free on paper</Link>
        </Button>
        <p className="text-sm text-muted-foreground">No card. Free accounts are approved by a person.</p>
      </div>
    </Section>
  )
}
