import { backtestInput } from '@/lib/backtests/backtest-input'
import type { BacktestDecision } from '@/lib/domain/backtest/input'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { checkJournalFile, JournalFileWriter } from '@/lib/journal/journal-file'
import { configOf, pairOf, walk } from '@/tests/support/backtest-market'
import { greedy } from '@/tests/support/journal-of'
import { recordsOf } from '@/tests/support/replay-books'

const input = backtestInput(
  configOf([pairOf(), pairOf({ symbol: 'SOL/USDT:USDT', side: 'short' })]),
  new Map([
    ['ETH/USDT:USDT', walk({ count: 400, seed: 21 })],
    ['SOL/USDT:USDT', walk({ count: 400, seed: 22, start: 150 })],
  ]),
)

let lines: string[]
beforeAll(() => {
  lines = []
  const journal = new JournalFileWriter((line) => lines.push(line), 'backtest', 'test')
  const onDecision = ({ at, pair, facts, decision }: BacktestDecision) => {
    const { symbol, side, settings } = pair
    const { strategy = '', config = {} } = settings ?? {}
    journal.add({ symbol, side, strategy, configVersion: 1, settings: config, facts, decision }, at)
  }
  const told = runBacktest({ ...input, onDecision })
  journal.end()
  // Listening changes nothing.
  expect(recordsOf(told, input)).toEqual(recordsOf(runBacktest(input), input))
})

async function* given(some: readonly string[]): AsyncGenerator<string> {
  yield* some
}

async function checked(some: readonly string[], bind?: typeof greedy) {
  const check = await checkJournalFile(given(some), bind)
  if (!check.ok) throw new Error(check.error.message)
  return check.value.findings
}

const entryAt = (n: number) =>
  lines.flatMap((line, index) => (line.startsWith('{"entry"') ? [index] : []))[n] ?? 0

const without = (index: number) => lines.filter((_, at) => at !== index)
const changed = (index: number, change: (line: string) => string) =>
  lines.map((line, at) => (at === index ? change(line) : line))

describe('The journal of a back-test', () => {
  test('holds every decision taken, and each is the same when it is taken again', async () => {
    const findings = await checked(lines)
    expect(findings).toMatchObject({ chainFault: null, difference: null })
    expect(findings.identical).toBe(findings.entries)
    expect(findings.entries).toBeGreaterThan(50)
  })

  test('is written the same when the back-test runs again', async () => {
    const again: string[] = []
    const journal = new JournalFileWriter((line) => again.push(line), 'backtest', 'test')
    runBacktest({
      ...input,
      onDecision: ({ at, pair: { symbol, side, settings }, facts, decision }) =>
        journal.add(
          {
            symbol,
            side,
            strategy: settings?.strategy ?? '',
            configVersion: 1,
            settings: settings?.config,
            facts,
            decision,
          },
          at,
        ),
    })
    journal.end()
    expect(again).toEqual(lines)
  })

  test('names the first decision that a changed strategy takes otherwise', async () => {
    const { difference, identical, entries, chainFault } = await checked(lines, greedy)
    expect(chainFault).toBeNull()
    expect(identical).toBeLessThan(entries)
    expect(difference?.message).toMatch(/^orders\.0\.quantitySteps: decided \d+, now \d+$/)
  })

  test.each<[string, () => string[], RegExp]>([
    ['an entry left out', () => without(entryAt(4)), /^Entry 5 is missing/],
    [
      'a changed figure',
      () => changed(entryAt(4), (line) => line.replace('"leverage":5', '"leverage":6')),
      /^Entry 5 or its hash/,
    ],
    [
      'a white space more',
      () => changed(entryAt(4), (line) => line.replace('"leverage":', '"leverage": ')),
      /^Entry 5 or its hash/,
    ],
    [
      'a changed hash',
      () => changed(entryAt(4), (line) => line.replace(/"hash":"./, '"hash":"_')),
      /^Entry 5 cannot be read/,
    ],
    [
      'two entries that changed places',
      () => {
        const [a, b] = [entryAt(4), entryAt(5)]
        return lines.map((line, at) => (at === a ? (lines[b] ?? '') : at === b ? (lines[a] ?? '') : line))
      },
      /^Entry 5 /,
    ],
    ['an end that is missing', () => lines.slice(0, -1), /is missing: the file has no end/],
    [
      'an end that was moved',
      () => [...lines.slice(0, entryAt(9)), lines.at(-1) ?? ''],
      /^Entry 10 is missing/,
    ],
    ['something after the end', () => [...lines, lines[entryAt(0)] ?? ''], /comes after the end/],
    ['a line that is nothing', () => changed(entryAt(4), () => 'rubbish'), /^Entry 5 cannot be read/],
    [
      'settings that were changed',
      () => changed(1, (line) => line.replace('1500', '1600')),
      /^Entry 1 names settings/,
    ],
    ['settings left out', () => without(1), /^Entry 1 names settings/],
    [
      'another subject',
      () => changed(0, (line) => line.replace('backtest', 'bot_7')),
      /^Entry 1 or its hash/,
    ],
  ])('does not hold with %s', async (_, change, sentence) => {
    expect((await checked(change())).chainFault?.message).toMatch(sentence)
  })

  test.each([
    ['an empty file', [], 'It is empty.'],
    ['another file', ['{"name":"tickwright"}'], 'It does not begin like a journal.'],
    ['no JSON', ['timestamp,open'], 'It does not begin like a journal.'],
  ])('is not taken for one: %s', async (_, some, message) => {
    expect(await checkJournalFile(given(some))).toEqual({ ok: false, error: { kind: 'no-journal', message } })
  })
})
