import fc from 'fast-check'
import { consentReasons, isConsent, parseReading } from '@/lib/domain/risk/risk-reading'
import { riskReading } from '@/tests/support/risk-readings'

describe('a risk reading', () => {
  test('comes back from its text as it was', () => {
    expect(parseReading(JSON.stringify(riskReading()))).toEqual(riskReading())
  })

  test.each([
    ['nothing', ''],
    ['no text', 5],
    ['no JSON', '{'],
    ['a share above one', JSON.stringify(riskReading({ liquidation: [0, 0, 1.2] }))],
    ['no capital', JSON.stringify(riskReading({ capital: 0 }))],
    ['an unknown field', JSON.stringify({ ...riskReading(), liquidations: 3 })],
    ['endless text', JSON.stringify({ ...riskReading(), source: 'x'.repeat(5_000) })],
  ])('is refused as %s', (_, text) => {
    expect(parseReading(text)).toBeNull()
  })

  test('whatever is sent is a reading or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseReading(text)).toBeNull()
      }),
    )
  })

  test.each([
    [0.05, 0.5, 0],
    [0.051, 0.5, 1],
    [0.05, 0.501, 1],
    [0.3, 0.9, 2],
  ])(
    'a liquidation of up to %f and a worst loss of %f ask for a consent for %i reasons',
    (liquidation, loss, reasons) => {
      const reading = riskReading({
        liquidation: [0, 0, liquidation],
        lossOnAverage: [loss * 1_000, null, null],
      })
      expect(consentReasons(reading)).toHaveLength(reasons)
    },
  )

  test.each([
    ['I can lose this money', true],
    ['  i can  lose this MONEY. ', true],
    ['I can lose this', false],
    ['', false],
    [undefined, false],
    ['I can lose this money'.repeat(20), false],
  ])('takes %p as the consent: %p', (typed, taken) => {
    expect(isConsent(typed)).toBe(taken)
  })
})
