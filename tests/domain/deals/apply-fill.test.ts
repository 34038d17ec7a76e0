import fc from 'fast-check'
import { applyEntryFill, applyExitFill, applyFunding, netOfLedger } from '@/lib/domain/deals/apply-fill'
import { emptyLedger, type DealLedger } from '@/lib/domain/deals/deal'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { multipleOf } from '@/lib/domain/perpetuals/quantize'

const entered = applyEntryFill(emptyLedger, { quantity: 0.3, price: 100, fee: 0.02 }, 0.1)

describe('a deal ledger', () => {
  it('is exactly empty after an exit of everything, whatever the parts', () => {
    const first = applyExitFill(entered, 'long', { quantity: 0.1, price: 101, fee: 0 }, 0.1)
    const second = applyExitFill(first.ledger, 'long', { quantity: 0.2, price: 101, fee: 0 }, 0.1)
    expect(first.ledger.quantity).toBe(0.2)
    expect(second.ledger.quantity).toBe(0)
    expect(second.ledger.averageEntry).toBeNull()
  })

  it('keeps its average through a partial exit', () => {
    const { ledger, gross } = applyExitFill(entered, 'short', { quantity: 0.1, price: 90, fee: 0.01 }, 0.1)
    expect(ledger.averageEntry).toBe(100)
    expect(gross).toBeCloseTo(1, 12)
    expect(ledger).toMatchObject({ exitFees: 0.01, entryFees: 0.02, entryCost: 30 })
  })

  it('earns only on its own quantity when an exit is larger', () => {
    const { ledger, gross } = applyExitFill(entered, 'long', { quantity: 5, price: 110, fee: 0.5 }, 0.1)
    expect(gross).toBeCloseTo(3, 12)
    expect(ledger).toMatchObject({ quantity: 0, exitFees: 0.5 })
  })

  it('starts a new average when an entry fills after everything was closed', () => {
    const flat = applyExitFill(entered, 'long', { quantity: 0.3, price: 101, fee: 0 }, 0.1).ledger
    const again = applyEntryFill(flat, { quantity: 0.1, price: 90, fee: 0 }, 0.1)
    expect(again).toMatchObject({ quantity: 0.1, averageEntry: 90, entryCost: 39 })
  })

  it('adds funding with its sign', () => {
    const ledger = applyFunding(applyFunding(entered, -0.5), 0.2)
    expect(ledger.funding).toBeCloseTo(-0.3, 12)
    expect(netOfLedger(ledger)).toBeCloseTo(-0.32, 12)
  })

  it('leaves the ledger it was given untouched', () => {
    applyExitFill(entered, 'long', { quantity: 0.3, price: 101, fee: 1 }, 0.1)
    expect(entered).toEqual({
      ...emptyLedger,
      quantity: 0.3,
      averageEntry: 100,
      entryCost: 30,
      entryFees: 0.02,
    })
  })

  it('equals its cash flows plus the open position at any price, and never holds a broken step', () => {
    const fill = fc.record({
      entry: fc.boolean(),
      steps: fc.integer({ min: 1, max: 500 }),
      price: fc.integer({ min: 5_000, max: 15_000 }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom<Side>('long', 'short'),
        fc.array(fill, { maxLength: 40 }),
        (side, fills) => {
          const s = side === 'long' ? 1 : -1
          let ledger: DealLedger = emptyLedger
          let [cash, held] = [0, 0]
          for (const { entry, steps, price } of fills) {
            const count = entry ? steps : Math.min(steps, held)
            if (count === 0) continue
            const lot = { quantity: multipleOf(count, 0.001), price: price / 100, fee: count * 1e-5 }
            ledger = entry
              ? applyEntryFill(ledger, lot, 0.001)
              : applyExitFill(ledger, side, lot, 0.001).ledger
            held += entry ? count : -count
            cash += (entry ? -s : s) * lot.quantity * lot.price - lot.fee
            expect(ledger.quantity).toBe(multipleOf(held, 0.001))
          }
          const mark = 97.31
          const open = s * ledger.quantity * (mark - (ledger.averageEntry ?? mark))
          expect(netOfLedger(ledger) + open).toBeCloseTo(cash + s * ledger.quantity * mark, 7)
        },
      ),
    )
  })
})
