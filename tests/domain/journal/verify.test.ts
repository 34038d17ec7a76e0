import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { canonicalText } from '@/lib/domain/journal/canonical'
import { genesisOf, linkOf, type Digest } from '@/lib/domain/journal/chain'
import { firstDifference, shownValue } from '@/lib/domain/journal/compare'
import { entryText, readEntry, type JournalEntry } from '@/lib/domain/journal/entry'
import { JournalVerifier, type Bind, type ChainPlace } from '@/lib/domain/journal/verify'
import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'

const sha256: Digest = (text) => createHash('sha256').update(text).digest('hex')
const start: ChainPlace = { sequence: 0, hash: genesisOf(sha256, 'bot_1') }

/** A strategy that answers with what it was shown. */
const echo: Bind = (strategy, settings) => ({
  ok: true,
  value: {
    decide: (facts) => ({
      orders: 'unchanged',
      deal: { kind: 'open', state: { strategy, settings, facts } },
      reason: { code: 'paused', detail: {} },
      further: [],
    }),
  },
})

const settings = canonicalText({ size: 1 })
const decided = (facts: PairFacts): Decision => {
  const bound = echo('dca', { size: 1 })
  if (!bound.ok) throw new Error('the echo is bound to anything')
  return bound.value.decide(facts)
}

const anyFacts = fc
  .dictionary(fc.string(), fc.oneof(fc.double(), fc.string(), fc.array(fc.double()), fc.constant(null)), {
    maxKeys: 5,
  })
  .map((facts) => facts as unknown as PairFacts)

const entryOf = (sequence: number, facts: PairFacts): JournalEntry => ({
  ...{ sequence, tickKey: sequence * 60, at: sequence * 60_000, symbol: 'ETH/USDT:USDT', side: 'long' },
  ...{ strategy: 'dca', configVersion: 1, settings: sha256(settings), code: 'test', facts },
  decision: decided(facts),
})

type Line = { readonly text: string; readonly place: ChainPlace }

function chainOf(all: readonly PairFacts[]): Line[] {
  let place = start
  return all.map((facts, index) => {
    const text = entryText(entryOf(index + 1, facts))
    place = { sequence: index + 1, hash: linkOf(sha256, place.hash, text) }
    return { text, place }
  })
}

function verified(lines: readonly Line[], bind: Bind = echo) {
  const verifier = new JournalVerifier(sha256, start, bind)
  verifier.addSettings(sha256(settings), settings)
  for (const { text, place } of lines) {
    verifier.add(text)
    verifier.expect(place)
  }
  return verifier.findings()
}

const chains = fc.array(anyFacts, { minLength: 1, maxLength: 6 }).map(chainOf)

describe('A journal', () => {
  test('that nobody touched holds, and each of its decisions comes out the same, whatever the facts', () => {
    fc.assert(
      fc.property(chains, (lines) => {
        expect(verified(lines)).toMatchObject({
          ...{ entries: lines.length, identical: lines.length, chainFault: null, difference: null },
          ...{ firstAt: 60_000, lastAt: lines.length * 60_000 },
        })
      }),
    )
  })

  test('in which one letter of one entry was changed does not hold, from that entry on', () => {
    fc.assert(
      fc.property(
        chains,
        fc.nat(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (lines, n, at, letter) => {
          const index = n % lines.length
          const line = lines[index]
          if (line === undefined) return
          const place = at % line.text.length
          fc.pre(line.text[place] !== letter)
          const text = line.text.slice(0, place) + letter + line.text.slice(place + 1)
          const { chainFault } = verified(lines.with(index, { ...line, text }))
          expect(chainFault?.sequence).toBe(index + 1)
        },
      ),
    )
  })

  test('from which an entry is missing, or in which two have changed places, does not hold', () => {
    const lines = chainOf([1, 2, 3, 4].map((size) => ({ size }) as unknown as PairFacts))
    for (const index of [0, 1, 2]) {
      expect(verified(lines.filter((_, at) => at !== index)).chainFault?.sequence).toBe(index + 1)
      const [a, b] = [lines[index], lines[index + 1]]
      if (a === undefined || b === undefined) throw new Error('four lines')
      expect(verified(lines.with(index, b).with(index + 1, a)).chainFault?.sequence).toBe(index + 1)
    }
  })

  test('counts what decides differently by the program that took it, and names the first', () => {
    const lines = chainOf([5, -0, 7].map((size) => ({ size }) as unknown as PairFacts))
    const positive: Bind = (strategy, chosen) => {
      const bound = echo(strategy, chosen)
      if (!bound.ok) return bound
      return {
        ok: true,
        value: { decide: (facts) => bound.value.decide(JSON.parse(JSON.stringify(facts)) as PairFacts) },
      }
    }
    const { difference, differing, identical, chainFault } = verified(lines, positive)
    expect([chainFault, identical]).toEqual([null, 2])
    expect(difference).toEqual({
      ...{ sequence: 2, at: 120_000, symbol: 'ETH/USDT:USDT', side: 'long', code: 'test' },
      message: 'deal.state.facts.size: decided -0, now 0',
    })
    expect(differing).toEqual(new Map([['test', 1]]))
  })

  test('of settings that are missing or were changed says so and decides nothing by them', () => {
    const lines = chainOf([{ size: 1 } as unknown as PairFacts])
    const verifier = new JournalVerifier(sha256, start, echo)
    verifier.addSettings(sha256(settings), '{"size":2}')
    verifier.add(lines[0]?.text ?? '')
    expect(verifier.findings()).toMatchObject({
      ...{
        identical: 0,
        chainFault: { message: 'Entry 1 names settings that are missing or were changed.' },
      },
      difference: { message: 'its settings are missing or were changed' },
    })
  })
})

describe('An entry', () => {
  test.each(['', 'rubbish', '{}', '[]', 'null', '{"$":"7"}', '{"sequence":1}'])(
    'is not read out of %j',
    (text) => {
      expect(readEntry(text)).toMatchObject({ ok: false, error: { kind: 'unreadable-entry' } })
    },
  )
})

describe('The first difference of two values', () => {
  test.each([
    [{ a: 1 }, { a: 1, b: undefined }, null],
    [{ a: [1, 2] }, { a: [1, 3] }, 'a.1'],
    [{ a: [1, 2] }, { a: [1] }, 'a.1'],
    [{ a: {} }, { a: [] }, 'a'],
    [{ b: 1, a: 1 }, { b: 2, a: 2 }, 'a'],
    [0, -0, ''],
    [NaN, NaN, null],
  ])('of %j and %j stands at %j', (expected, actual, place) => {
    expect(firstDifference(expected, actual)?.place ?? null).toBe(place)
  })

  test('is shown in one line that does not get long', () => {
    expect([NaN, -0, undefined, null, 'x'].map(shownValue)).toEqual(['NaN', '-0', 'nothing', 'null', '"x"'])
    expect(shownValue('x'.repeat(1_000)).length).toBeLessThan(250)
  })
})
