import { statementTimeoutMs, type Database } from '@/lib/db'
import { fail, ok, type Result } from '@/lib/domain/result'
import {
  cancelOrder,
  placeOrder,
  restingOrder,
  setLeverage,
  type SimulatedVenue,
} from '@/lib/domain/simulation/venue'
import type { Clock } from '@/lib/ports/clock'
import type {
  CommandOutcome,
  ExchangeConnection,
  ExchangeFailure,
  Observation,
  ObserveRequest,
  OrderAnswer,
  OrderCommand,
  PairKey,
  PlaceCommand,
} from '@/lib/ports/exchange'
import { MarketDataUnavailable, type MarketFeed } from '@/lib/ports/market-data'
import { orderReport } from './reports'
import { PaperSession } from './session'
import { readBooks, writeBooks, type PaperBooks, type PaperQuery } from './store'

export type PaperExchange = {
  readonly db: Database
  readonly clock: Clock
  readonly feed: MarketFeed
  readonly accountId: string
}

/** As on a real venue: a request whose timestamp is older than this is refused, so a late copy can do no harm. */
const REQUEST_WINDOW_MS = 5_000
/** A request in time may still be on its way into the books for as long as a statement may take, and clocks may differ a little. */
const ACCEPTANCE_WINDOW_MS = REQUEST_WINDOW_MS + statementTimeoutMs + 2_000
/** Every collision means that another caller got on; more of them than this mean that something is wrong. */
const MAX_ATTEMPTS = 25
/** Books that nothing happened to are written all the same after this many bars, to keep the next walk short. */
const WRITE_AFTER_BARS = 60

/**
 * Opens a paper account. The venue's books live in the database; every call brings them forward along the feed's closed bars, so that
 * resting orders fill between ticks, and changes them by compare-and-set: two callers never overwrite each other.
 */
export function openPaperExchange(exchange: PaperExchange): ExchangeConnection {
  return {
    acceptanceWindowMs: ACCEPTANCE_WINDOW_MS,
    commandsPerRequest: 100,
    observe: (request) => guarded(() => observe(exchange, request)),
    submit: (commands) => submit(exchange, commands),
    setLeverage: (pair, leverage) => guarded(() => changeLeverage(exchange, pair, leverage)),
  }
}

async function observe(
  exchange: PaperExchange,
  request: ObserveRequest,
): Promise<Result<Observation, ExchangeFailure>> {
  const { clientOrderIds, eventCursor, eventsSince } = request
  const query = { clientOrderIds, events: { cursor: eventCursor, since: eventsSince } }
  const seen = await withBooks(exchange, query, async (session, books) => {
    await session.advance(request.pairs.map(({ symbol }) => symbol))
    return { books, facts: await session.observation(request.pairs) }
  })
  if (seen === null) return fail(noAccount)
  const { session, value } = seen
  const events = [...value.books.events, ...session.events.filter(({ at }) => at >= request.eventsSince)]
  return ok({
    ...value.facts,
    orders: answers(request.clientOrderIds, session, value.books),
    events,
    eventCursor: events.at(-1)?.eventId ?? request.eventCursor,
  })
}

async function submit(
  exchange: PaperExchange,
  commands: readonly OrderCommand[],
): Promise<readonly CommandOutcome[]> {
  const query = { ...nothingAsked, clientOrderIds: commands.map(({ clientOrderId }) => clientOrderId) }
  try {
    const done = await withBooks(exchange, query, async (session, books) => {
      await session.advance(commands.map(({ symbol }) => symbol))
      const outcomes: CommandOutcome[] = []
      for (const command of commands) outcomes.push(await execute(exchange, session, books, command))
      return outcomes
    })
    return done?.value ?? commands.map(() => ({ kind: 'unknown', message: noAccount.message }))
  } catch (error) {
    // Whether the books were written is not known here: the orders are looked up like those of any venue.
    if (error instanceof MarketDataUnavailable) {
      return commands.map(() => ({ kind: 'unknown', message: 'The prices were not to be had.' }))
    }
    throw error
  }
}

async function execute(
  { clock }: PaperExchange,
  session: PaperSession,
  books: PaperBooks,
  command: OrderCommand,
): Promise<CommandOutcome> {
  const { clientOrderId, symbol } = command
  const known = books.ended.find((report) => report.clientOrderId === clientOrderId)
  if (command.kind === 'cancel') {
    const cancelled = cancelOrder(session.venue, clientOrderId, session.sink)
    if (cancelled !== null) return { kind: 'report', report: orderReport(cancelled, session.stepOf(symbol)) }
    const ended = known ?? session.ended.find((report) => report.clientOrderId === clientOrderId)
    return ended === undefined ? { kind: 'not-found' } : { kind: 'report', report: ended }
  }
  if (known !== undefined || restingOrder(session.venue, clientOrderId) !== null) {
    return { kind: 'unknown', message: 'An order with this client id exists already.' }
  }
  if ((clock.virtual ? clock.now() : books.databaseNow) > deadlineOf(command)) {
    return { kind: 'refused', code: 'outside-window', message: 'The request came too late.' }
  }
  return place(session, command)
}

const deadlineOf = ({ sentAt }: PlaceCommand): number => sentAt + REQUEST_WINDOW_MS

async function place(session: PaperSession, command: PlaceCommand): Promise<CommandOutcome> {
  const [instrument, quote] = await Promise.all([
    session.instrumentOf(command.symbol),
    session.quote(command.symbol),
  ])
  if (instrument === null) {
    return { kind: 'refused', code: 'unknown-symbol', message: `There is no market ${command.symbol}.` }
  }
  if (quote === null) return { kind: 'refused', code: 'no-price', message: 'There is no price to trade at.' }
  const placed = placeOrder(session.venue, instrument, quote, command, session.sink)
  session.touch()
  if (placed.kind === 'refused') return placed
  session.accepted.push(command)
  return { kind: 'report', report: orderReport(placed.order, instrument.quantityStep) }
}

async function changeLeverage(
  exchange: PaperExchange,
  pair: PairKey,
  leverage: number,
): Promise<Result<void, ExchangeFailure>> {
  const changed = await withBooks(exchange, nothingAsked, async (session) => {
    const instrument = await session.instrumentOf(pair.symbol)
    if (instrument === null) return fail(refusal(`There is no market ${pair.symbol}.`))
    const set = setLeverage(session.venue, instrument, pair.side, leverage)
    session.touch()
    if (set.ok) return ok(undefined)
    return fail(
      refusal(
        set.error.kind === 'position-open'
          ? 'The leverage cannot change while a position is open.'
          : `The highest leverage is ${set.error.max}.`,
      ),
    )
  })
  return changed === null ? fail(noAccount) : changed.value
}

/** Reads the books, lets `change` work on them and writes what changed; repeats from fresh books when another caller was faster. */
async function withBooks<T>(
  { db, clock, feed, accountId }: PaperExchange,
  query: PaperQuery,
  change: (session: PaperSession, books: PaperBooks) => Promise<T>,
): Promise<{ readonly session: PaperSession; readonly value: T } | null> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const books = await readBooks(db, accountId, query)
    if (books === null) return null
    const before = barTimes(books.venue)
    const session = new PaperSession(books.venue, feed, clock.now())
    const value = await change(session, books)
    if (!session.changed && session.barsBehind(before) < WRITE_AFTER_BARS) return { session, value }
    const { ended, events, venue, accepted } = session
    const written = await writeBooks(db, accountId, {
      venue,
      version: books.version,
      ended,
      events,
      newClientOrderIds: accepted.map(({ clientOrderId }) => clientOrderId),
      until: accepted.length === 0 ? null : Math.min(...accepted.map(deadlineOf)),
      at: clock.now(),
      virtual: clock.virtual,
    })
    if (written !== null) return { session, value }
  }
  throw new Error('the paper account is being changed too often to be written')
}

function answers(
  clientOrderIds: readonly string[],
  session: PaperSession,
  books: PaperBooks,
): ReadonlyMap<string, OrderAnswer> {
  const ended = new Map([...books.ended, ...session.ended].map((report) => [report.clientOrderId, report]))
  return new Map(
    clientOrderIds.map((id): [string, OrderAnswer] => {
      const resting = restingOrder(session.venue, id)
      const report = resting === null ? ended.get(id) : orderReport(resting, session.stepOf(resting.symbol))
      return [id, report === undefined ? { kind: 'not-found' } : { kind: 'found', report }]
    }),
  )
}

const barTimes = (venue: SimulatedVenue): ReadonlyMap<string, number> =>
  new Map(Object.entries(venue.markets).map(([symbol, market]) => [symbol, market.barOpenTime]))

async function guarded<T>(
  call: () => Promise<Result<T, ExchangeFailure>>,
): Promise<Result<T, ExchangeFailure>> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof MarketDataUnavailable)) throw error
    return fail({
      kind: 'unavailable',
      retryable: true,
      provenNotExecuted: true,
      message: 'The source of prices could not be reached.',
    })
  }
}

const nothingAsked: PaperQuery = { clientOrderIds: [], events: null }

const refusal = (message: string): ExchangeFailure => ({
  kind: 'refused',
  retryable: false,
  provenNotExecuted: true,
  message,
})

const noAccount: ExchangeFailure = {
  kind: 'not-found',
  retryable: false,
  provenNotExecuted: true,
  message: 'The paper exchange has no such account.',
}
