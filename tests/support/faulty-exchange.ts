import type { CommandOutcome, ExchangeConnection, OrderCommand } from '@/lib/ports/exchange'
import type { TickServices } from '@/lib/ticks/tick-services'

/**
 * What becomes of one call to the venue. `lost`: it never arrives. `late`: it arrives after the caller has given up, when the test says
 * so. `answer-lost`: it arrives, its answer does not. `half-answered`: only every second answer does. `twice`: the network repeats it.
 */
export type Fault = 'none' | 'lost' | 'late' | 'answer-lost' | 'half-answered' | 'twice'

const noAnswer: CommandOutcome = { kind: 'unknown', message: 'No answer in time.' }

/** The venue behind an unreliable line. `next` names the fault of each call in turn. */
export class FaultyLine {
  private delayed: (() => Promise<unknown>)[] = []

  constructor(private readonly next: (call: 'observe' | 'submit' | 'settings') => Fault) {}

  services(services: TickServices): TickServices {
    return {
      ...services,
      openExchange: (account, clock) => this.exchange(services.openExchange(account, clock)),
    }
  }

  /** Lets what was sent late arrive now. */
  async arrive(): Promise<void> {
    const calls = this.delayed
    this.delayed = []
    for (const call of calls) await call()
  }

  private exchange(venue: ExchangeConnection): ExchangeConnection {
    return {
      ...venue,
      observe: async (request) => {
        if (this.next('observe') === 'none') return venue.observe(request)
        return { ok: false, error: unavailable }
      },
      setLeverage: async (pair, leverage) => {
        if (this.next('settings') === 'none') return venue.setLeverage(pair, leverage)
        return { ok: false, error: unavailable }
      },
      submit: (commands) => this.submit(venue, commands),
    }
  }

  private async submit(
    venue: ExchangeConnection,
    commands: readonly OrderCommand[],
  ): Promise<readonly CommandOutcome[]> {
    const unanswered = commands.map(() => noAnswer)
    switch (this.next('submit')) {
      case 'none':
        return venue.submit(commands)
      case 'lost':
        return unanswered
      case 'late':
        this.delayed.push(() => venue.submit(commands))
        return unanswered
      case 'answer-lost':
        await venue.submit(commands)
        return unanswered
      case 'half-answered':
        return (await venue.submit(commands)).map((outcome, index) => (index % 2 === 0 ? outcome : noAnswer))
      case 'twice':
        await venue.submit(commands)
        return venue.submit(commands)
    }
  }
}

const unavailable = {
  kind: 'unavailable',
  retryable: true,
  provenNotExecuted: true,
  message: 'The exchange did not answer.',
} as const
