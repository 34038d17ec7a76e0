import { statusAfter, type BotCommand, type BotStatus } from '@/lib/domain/bot-status'
import { permissionOf, type PermissionFacts } from '@/lib/domain/permission'

const running: PermissionFacts = {
  botStatus: 'RUNNING',
  stopMode: null,
  planAllows: true,
  userActive: true,
  platformStopped: false,
}

const statuses: readonly BotStatus[] = [
  'DRAFT',
  'RUNNING',
  'PAUSED',
  'EXIT_ONLY',
  'STOPPING',
  'STOPPED',
  'ERROR',
  'DELETED',
]

describe('what a bot may do', () => {
  test.each<[string, Partial<PermissionFacts>, ReturnType<typeof permissionOf>]>([
    ['a running bot trades', {}, { kind: 'trade' }],
    ['a paused bot manages its exits', { botStatus: 'PAUSED' }, { kind: 'exits-only', because: 'paused' }],
    ['a lapsed plan leaves the exits', { planAllows: false }, { kind: 'exits-only', because: 'manage-only' }],
    [
      'a suspended user keeps the exits',
      { userActive: false },
      { kind: 'exits-only', because: 'manage-only' },
    ],
    [
      'a pause does not hide that the plan lapsed',
      { botStatus: 'PAUSED', planAllows: false },
      { kind: 'exits-only', because: 'manage-only' },
    ],
    [
      'an exit-only bot manages its exits',
      { botStatus: 'EXIT_ONLY' },
      { kind: 'exits-only', because: 'manage-only' },
    ],
    ['a bot in error never opens', { botStatus: 'ERROR' }, { kind: 'exits-only', because: 'manage-only' }],
    [
      'a stop closes when asked to',
      { botStatus: 'STOPPING', stopMode: 'close' },
      { kind: 'stopping', how: 'close' },
    ],
    [
      'a stop without an answer keeps the exits',
      { botStatus: 'STOPPING' },
      { kind: 'stopping', how: 'keep-exits' },
    ],
    [
      'a lapsed plan does not stop a stop',
      { botStatus: 'STOPPING', stopMode: 'close', planAllows: false },
      { kind: 'stopping', how: 'close' },
    ],
    [
      'the kill switch freezes a running bot',
      { platformStopped: true },
      { kind: 'settle-only', because: 'frozen' },
    ],
    [
      'the kill switch freezes a stopping bot',
      { botStatus: 'STOPPING', stopMode: 'cancel-orders', platformStopped: true },
      { kind: 'settle-only', because: 'frozen' },
    ],
    ['a stopped bot only settles', { botStatus: 'STOPPED' }, { kind: 'settle-only', because: 'stopped' }],
    ['a draft only settles', { botStatus: 'DRAFT' }, { kind: 'settle-only', because: 'stopped' }],
    ['a deleted bot only settles', { botStatus: 'DELETED' }, { kind: 'settle-only', because: 'stopped' }],
  ])('%s', (_name, change, permission) => {
    expect(permissionOf({ ...running, ...change })).toEqual(permission)
  })

  test('no combination trades unless the bot runs, the plan allows, the user is active and the platform is up', () => {
    for (const botStatus of statuses) {
      for (const bits of [0, 1, 2, 3, 4, 5, 6, 7]) {
        const facts = {
          botStatus,
          stopMode: null,
          planAllows: (bits & 1) === 0,
          userActive: (bits & 2) === 0,
          platformStopped: (bits & 4) !== 0,
        }
        expect(permissionOf(facts).kind === 'trade').toBe(botStatus === 'RUNNING' && bits === 0)
      }
    }
  })
})

describe("the owner's commands", () => {
  const allowed: Readonly<Record<BotCommand, Partial<Record<BotStatus, BotStatus>>>> = {
    start: { DRAFT: 'RUNNING', STOPPED: 'RUNNING' },
    pause: { RUNNING: 'PAUSED' },
    resume: { PAUSED: 'RUNNING' },
    stop: {
      RUNNING: 'STOPPING',
      PAUSED: 'STOPPING',
      EXIT_ONLY: 'STOPPING',
      ERROR: 'STOPPING',
      STOPPING: 'STOPPING',
    },
    'close-now': { RUNNING: 'RUNNING', PAUSED: 'PAUSED', EXIT_ONLY: 'EXIT_ONLY', ERROR: 'ERROR' },
    delete: { DRAFT: 'DELETED', STOPPED: 'DELETED' },
  }
  const commands: readonly BotCommand[] = ['start', 'pause', 'resume', 'stop', 'close-now', 'delete']

  test.each(commands)(
    '%s is allowed exactly where the table says and refused with a sentence elsewhere',
    (command) => {
      for (const status of statuses) {
        const result = statusAfter(command, status)
        const expected = allowed[command][status]
        if (expected === undefined)
          expect(result.ok ? result.value : result.error.message).toMatch(/^[A-Z].+\.$/)
        else expect(result).toEqual({ ok: true, value: expected })
      }
    },
  )

  test('a stopping bot cannot be started again', () => {
    expect(statusAfter('start', 'STOPPING').ok).toBe(false)
  })
})
