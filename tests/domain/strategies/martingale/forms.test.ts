import { consents, isAccepted } from '@/lib/domain/strategies/martingale/consents'
import { parseMartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import {
  preflightMartingale,
  type MartingaleQuestion,
} from '@/lib/domain/strategies/martingale/preflight-settings'
import { presetFor, presets, type PresetName } from '@/lib/domain/strategies/martingale/presets'
import { settingsFields } from '@/lib/domain/strategies/martingale/settings-fields'
import { addReservations, reservationOf, unreservedOf } from '@/lib/domain/strategies/reservation'
import { coin, configOf } from './builders'

const question = (over: Partial<MartingaleQuestion> = {}): MartingaleQuestion => ({
  ...{ config: configOf(), side: 'long', leverage: 10, instrument: coin, fees: coin.fees, price: 100 },
  ...{ balance: 1_000, freeCapital: 1_000, pairs: 1 },
  ...over,
})
const codes = (over: Partial<MartingaleQuestion>) =>
  preflightMartingale(question(over)).findings.map(
    ({ severity, code, field }) => `${severity} ${code} ${field}`,
  )

test('every setting has its field, and its initial value is the one the parser takes', () => {
  const parsed = parseMartingaleConfig({})
  if (!parsed.ok) throw new Error('the initial settings are not usable')
  expect(Object.keys(settingsFields).sort()).toEqual(Object.keys(parsed.value).sort())
  const initial = Object.fromEntries(
    Object.entries(settingsFields).map(([name, field]) => [name, field.initial]),
  )
  expect(parseMartingaleConfig(initial)).toEqual(parsed)
})

test.each(Object.keys(presets) as PresetName[])('the preset %s may start on an ordinary account', (name) => {
  const { leverage } = presets[name]
  const examined = preflightMartingale(
    question({ config: presetFor(name), leverage, balance: 10_000, freeCapital: 10_000 }),
  )
  expect(examined.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(examined.passed).toBe(true)
  expect(examined.first?.volume).toBeGreaterThan(0)
})

test.each<[string, Partial<MartingaleQuestion>, string[]]>([
  ['nothing', {}, []],
  [
    'a first order below the minimum',
    { balance: 50 },
    ['error order-below-minimum config.beginSizeOfBalance'],
  ],
  [
    'one that classic raises to the minimum',
    {
      balance: 60,
      config: configOf({ mode: 'classic' }),
      instrument: { ...coin, minQuantity: 1, minCost: 1 },
    },
    ['warning no-stop config.mode', 'warning raised-to-minimum config.beginSizeOfBalance'],
  ],
  [
    'a stop beyond the guard',
    { config: configOf({ stopLossPct: 9 }) },
    ['error stop-beyond-liquidation config.stopLossPct'],
  ],
  [
    'the same in classic, which has none',
    { config: configOf({ stopLossPct: 9, mode: 'classic' }) },
    ['warning no-stop config.mode'],
  ],
  [
    'a leverage beyond the tier',
    { leverage: 20, instrument: { ...coin, tiers: [{ upTo: null, rate: 0.005, maxLeverage: 12 }] } },
    ['warning high-leverage leverage', 'error leverage-above-tier leverage'],
  ],
  [
    'another leverage than meant',
    { config: configOf({ leverage: 5 }) },
    ['error leverage-mismatch config.leverage'],
  ],
  [
    'a cap that others leave no room for',
    { freeCapital: 499 },
    ['error capital-insufficient config.maxMarginPct'],
  ],
  ['a cap shared by two pairs', { freeCapital: 250, pairs: 2 }, []],
  [
    'adding near liquidation',
    { config: configOf({ addWhenCritical: true }) },
    ['warning adds-when-critical config.addWhenCritical'],
  ],
])('preflight finds %s', (_name, over, found) => {
  expect(codes(over)).toEqual(found)
})

test('without an account only what needs none is examined', () => {
  expect(preflightMartingale(question({ balance: null, freeCapital: null }))).toEqual({
    ...{ passed: true, findings: [], first: null, cap: null },
  })
})

describe('a consent', () => {
  const classic = consents({ mode: 'classic', addWhenCritical: false })
  const critical = consents({ mode: 'corrected', addWhenCritical: true })

  test('is asked for classic with real money, and for adding near liquidation anywhere', () => {
    expect(consents({ mode: 'corrected', addWhenCritical: false })).toEqual([])
    expect(classic.map(({ code, liveOnly }) => [code, liveOnly])).toEqual([['classic', true]])
    expect(critical.map(({ code, liveOnly }) => [code, liveOnly])).toEqual([['adds-when-critical', false]])
  })

  test('says plainly what happens near liquidation', () => {
    for (const [consent] of [classic, critical]) {
      expect(consent?.sentences.join(' ')).toMatch(/buys more/)
      expect(consent?.sentences.join(' ')).toMatch(/liquidat/)
    }
  })

  test('is given by its phrase alone', () => {
    const [consent] = critical
    if (consent === undefined) throw new Error('nothing is asked for')
    expect(isAccepted(consent, `  ${consent.phrase.toUpperCase()} `)).toBe(true)
    for (const typed of ['', 'yes', true, null, undefined, [consent.phrase]]) {
      expect(isAccepted(consent, typed)).toBe(false)
    }
  })
})

test('a ladder reserves its capital, a martingale its part of the cap, faulty settings nothing', () => {
  const ladder = reservationOf('dca', { allocatedCapital: 300, maxMarginPct: 100 }, 2)
  const pair = reservationOf('martingale', { maxMarginPct: 0.5 }, 2)
  expect([ladder, pair]).toEqual([
    { capital: 300, share: 0 },
    { capital: 0, share: 0.25 },
  ])
  expect(reservationOf('martingale', {}, 1)).toEqual({ capital: 0, share: 0.5 })
  expect(reservationOf('martingale', { maxMarginPct: 'much' }, 1)).toEqual({ capital: 0, share: 0 })
  expect(unreservedOf(1_000, addReservations([ladder, pair]))).toBe(450)
})
