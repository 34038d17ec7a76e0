import { Section } from './section'

const facts = [
  [
    'No order twice',
    'An order is written down before it is sent, and one with an unclear answer is looked up, never sent again.',
  ],
  [
    'Missing data is no signal',
    'Without a fresh price, account or position the bot takes no new risk and leaves your exits where they rest.',
  ],
  [
    'Paper and live never mix',
    'Every figure names its environment; play money is never added to real money.',
  ],
  [
    'Pause, stop and close are three things',
    'You choose what happens to the open position. A lapsed plan never closes one.',
  ],
] as const

/** What is done so that software faults do not become losses. */
export function Safety() {
  return (
    <Section
      id="safety"
      title="Built for the bad minute"
      lead="Servers die, exchanges time out, messages come twice. What a bot does then matters more than its settings."
    >
      <dl className="grid gap-x-10 gap-y-8 sm:grid-cols-2">
        {facts.map(([title, text]) => (
          <div key={title} className="grid gap-1.5 border-l-2 border-primary-line pl-5">
            <dt className="font-semibold">{title}</dt>
            <dd className="leading-relaxed text-muted-foreground">{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
