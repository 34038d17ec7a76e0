import { TriangleAlert } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Section } from './section'

const families = [
  {
    name: 'DCA on perpetual futures',
    state: 'Available',
    text: 'Opens a position, adds to it at planned distances when the price moves against it, and closes it at a profit on the average price. Long or short, several pairs in one bot.',
    risk: 'A market that keeps going one way fills the whole ladder: then the position is at its largest and the loss at your stop, or the liquidation, is real. Many small gains can be undone by one such move.',
  },
  {
    name: 'Arbitrage on Polymarket',
    state: 'Being built',
    text: 'Looks for outcomes of one market that together cost less than they pay, buys all of them and merges them. What was seen, tried and earned will be counted separately.',
    risk: 'Most wallets will see few or no fillable opportunities. A half-filled pair leaves one side open to the outcome of the event.',
  },
] as const

/** The two kinds of bots in plain words, each with its risk. */
export function BotFamilies() {
  return (
    <Section
      id="bots"
      title="Two families, each with its risk"
      lead="Neither earns money by existing. This is what they do and how they lose."
    >
      <div className="grid gap-5 lg:grid-cols-2">
        {families.map((family) => (
          <Card key={family.name} className="flex flex-col gap-4 p-6 sm:p-7" aria-label={family.name}>
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h3 className="text-xl font-semibold tracking-tight">{family.name}</h3>
              <Badge tone={family.state === 'Available' ? 'accent' : 'neutral'}>{family.state}</Badge>
            </div>
            <p className="grow leading-relaxed text-muted-foreground">{family.text}</p>
            <p className="flex gap-3 rounded-xl border border-warning-line bg-warning-soft px-4 py-3 text-sm leading-relaxed">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
              <span>
                <span className="font-semibold">The risk.</span> {family.risk}
              </span>
            </p>
          </Card>
        ))}
      </div>
    </Section>
  )
}
