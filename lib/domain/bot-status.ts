import { fail, ok, type Result } from './result'

/** Life of a bot. EXIT_ONLY is imposed by the system (plan lapsed, foreign position); PAUSED is the user's own wish. */
export type BotStatus =
  'DRAFT' | 'RUNNING' | 'PAUSED' | 'EXIT_ONLY' | 'STOPPING' | 'STOPPED' | 'ERROR' | 'DELETED'

/** What its owner may ask of a bot. `close-now` closes the open deals and leaves the status as it is. */
export type BotCommand = 'start' | 'pause' | 'resume' | 'stop' | 'close-now' | 'delete'

export type CommandRefused = { readonly kind: 'refused'; readonly message: string }

/** The status a command leads to, or the sentence why it is refused in this status. */
export function statusAfter(command: BotCommand, status: BotStatus): Result<BotStatus, CommandRefused> {
  const answer = table[command][status]
  return 'to' in answer ? ok(answer.to) : fail({ kind: 'refused', message: answer.refused })
}

type Answer = { readonly to: BotStatus } | { readonly refused: string }

const to = (status: BotStatus): Answer => ({ to: status })
const refused = (sentence: string): Answer => ({ refused: sentence })

const deleted = refused('This bot has been deleted.')
const notStarted = refused('This bot has not been started yet.')
const alreadyStopped = refused('This bot is stopped.')
const stillStopping = refused('This bot is still stopping. Wait until it has stopped.')
const exitsOnly = refused('This bot only manages its open deals now: see the reason beside its status.')
const inError = refused(
  'This bot stopped trading after an error. Stop it, clear the cause, then start it again.',
)

const table: Readonly<Record<BotCommand, Readonly<Record<BotStatus, Answer>>>> = {
  start: {
    DRAFT: to('RUNNING'),
    STOPPED: to('RUNNING'),
    RUNNING: refused('This bot is already running.'),
    PAUSED: refused('This bot is paused. Resume it instead.'),
    EXIT_ONLY: exitsOnly,
    STOPPING: stillStopping,
    ERROR: inError,
    DELETED: deleted,
  },
  pause: {
    RUNNING: to('PAUSED'),
    PAUSED: refused('This bot is already paused.'),
    DRAFT: notStarted,
    STOPPED: alreadyStopped,
    EXIT_ONLY: exitsOnly,
    STOPPING: stillStopping,
    ERROR: inError,
    DELETED: deleted,
  },
  resume: {
    PAUSED: to('RUNNING'),
    RUNNING: refused('This bot is already running.'),
    DRAFT: notStarted,
    STOPPED: refused('This bot is stopped. Start it instead.'),
    EXIT_ONLY: exitsOnly,
    STOPPING: stillStopping,
    ERROR: inError,
    DELETED: deleted,
  },
  stop: {
    RUNNING: to('STOPPING'),
    PAUSED: to('STOPPING'),
    EXIT_ONLY: to('STOPPING'),
    ERROR: to('STOPPING'),
    // Asking again changes what becomes of the position: "keep it" may turn into "close it" while the stop is under way.
    STOPPING: to('STOPPING'),
    DRAFT: notStarted,
    STOPPED: refused('This bot is already stopped.'),
    DELETED: deleted,
  },
  'close-now': {
    RUNNING: to('RUNNING'),
    PAUSED: to('PAUSED'),
    EXIT_ONLY: to('EXIT_ONLY'),
    ERROR: to('ERROR'),
    STOPPING: refused(
      'This bot is stopping. Stop it again with "close" to close its position at the market.',
    ),
    DRAFT: notStarted,
    STOPPED: refused(
      'This bot is stopped. Start it to let it manage its position, or close it on the exchange.',
    ),
    DELETED: deleted,
  },
  delete: {
    DRAFT: to('DELETED'),
    STOPPED: to('DELETED'),
    RUNNING: refused('Stop this bot before deleting it.'),
    PAUSED: refused('Stop this bot before deleting it.'),
    EXIT_ONLY: refused('Stop this bot before deleting it.'),
    ERROR: refused('Stop this bot before deleting it.'),
    STOPPING: stillStopping,
    DELETED: refused('This bot has already been deleted.'),
  },
}
