import { Section } from './section'

const steps = [
  {
    title: 'Choose where it trades',
    text: 'A paper account is ready the moment you are in: a simulated exchange with fees, funding, margin and liquidation. Exchange keys come later, if ever.',
  },
  {
    title: 'Set the ladder and see it',
    text: 'Base order, safety orders, take profit, stop. While you type, the whole ladder is computed by the function the bot itself uses: every price, the margin, the worst case, the liquidation estimate.',
  },
  {
    title: 'Watch it decide',
    text: 'Each tick leaves a reason, also when it waits. Each trade has its fee, its result and the balance after it. You see which exits rest on the exchange and survive an outage of ours.',
  },
] as const

/** Three steps from registration to a running bot. */
export function Steps() {
  return (
    <Section
      id="how"
      title="From rules to reasons"
      lead="You write the rules. The bot follows them to the letter and shows its work."
    >
      <ol className="grid gap-px overflow-hidden rounded-2xl border border-border bg-border md:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.title} className="grid content-start gap-3 bg-card p-6 sm:p-7">
            <span aria-hidden className="font-mono text-sm text-link">
              {String(index + 1).padStart(2, '0')}
            </span>
            <h3 className="text-lg font-semibold tracking-tight">{step.title}</h3>
            <p className="leading-relaxed text-muted-foreground">{step.text}</p>
          </li>
        ))}
      </ol>
    </Section>
  )
}
