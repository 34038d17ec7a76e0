import fc from 'fast-check'
import { settleLedger } from '@/lib/ticks/booking/ledger'
import type { DealBook, Execution, LockedBooks, ReportedOrder } from '@/lib/ticks/booking/rows'
import type { VenueFill } from '@/lib/ports/exchange'

const deal: DealBook = {
  ...{ id: 'deal_1', pairId: 'pair_1', quantity: '0', averageEntry: null, entryCost: '0', entryFees: '0' },
  ...{ exitFees: '0', realisedGross: '0', funding: '0', peakQuantity: '0', level: 0, ended: false },
}

type Told = {
  key: ReportedOrder['key']
  exit?: boolean
  fills: [id: string, at: number, quantity: string, price: string][]
}

const fillOf = ([fillId, at, quantity, price]: Told['fills'][number]): VenueFill => ({
  ...{ fillId, at, quantity, price, fee: '0.1', gross: '0', liquidity: 'maker' },
})

const reportOf = ({ key, exit = false, fills }: Told): ReportedOrder => ({
  ...{
    orderId: key,
    dealId: 'deal_1',
    dealNumber: 1,
    pairId: 'pair_1',
    symbol: 'ETH/USDT:USDT',
    side: 'long',
    key,
  },
  ...{ attempt: 1, reduceOnly: exit, reason: 'start-condition-met' },
  report: { clientOrderId: key, venueOrderId: key, status: 'FILLED', fills: fills.map(fillOf), cause: null },
})

/** Books each batch on what the one before it left, as separate ticks would. */
function booked(batches: readonly (readonly Told[])[]): DealBook {
  let book = deal
  let executions: Execution[] = []
  for (const batch of batches) {
    const reports = batch.map(reportOf)
    const orders = reports.map(({ orderId, dealId, key }) => ({
      ...{ id: orderId, dealId, key, status: 'ACK' as const, filledQuantity: '0', filledCost: '0', fee: '0' },
      ...{ gross: '0', traded: false },
    }))
    const books: LockedBooks = {
      balance: '1000',
      sequence: '0',
      deals: [book],
      orders,
      executions,
      bookedEvents: [],
    }
    const ids = new Set(reports.flatMap(({ report }) => report.fills.map(({ fillId }) => fillId)))
    const { deals } = settleLedger(books, ids, { reports, events: [], eventCursor: '', at: 9 })
    book = { ...book, ...deals[0] }
    executions = [
      ...executions,
      ...reports.flatMap(({ reduceOnly, report }) =>
        report.fills.map(({ fillId, at, quantity, price }) => ({
          ...{ dealId: 'deal_1', id: fillId, kind: reduceOnly ? ('exit' as const) : ('entry' as const) },
          ...{ quantity, price: Number(price), at },
        })),
      ),
    ]
  }
  return book
}

const base: Told = { key: 'base', fills: [['f1', 1, '1', '100']] }
const rung: Told = { key: 'safety/1', fills: [['f2', 2, '2', '90']] }
const target: Told = { key: 'take-profit/1', exit: true, fills: [['f3', 3, '1', '110']] }
const second: Told = {
  key: 'safety/2',
  fills: [
    ['f4', 4, '1', '80'],
    ['f5', 5, '1', '80'],
  ],
}

describe('The books of a deal', () => {
  test('follow from when things happened, not from when they were heard of', () => {
    const straight = booked([[base], [rung], [target], [second]])
    expect(straight).toMatchObject({ quantity: '4', peakQuantity: '4', entryCost: '440' })
    const events = [base, rung, target, second]
    fc.assert(
      fc.property(
        fc.shuffledSubarray(events, { minLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (order, size) => {
          const batches = Array.from({ length: Math.ceil(4 / size) }, (_, n) =>
            order.slice(n * size, (n + 1) * size),
          )
          const { quantity, averageEntry, entryCost, peakQuantity } = booked(batches)
          expect({ quantity, averageEntry, entryCost }).toEqual({
            quantity: straight.quantity,
            averageEntry: straight.averageEntry,
            entryCost: straight.entryCost,
          })
          expect(Number(peakQuantity)).toBeGreaterThanOrEqual(4)
        },
      ),
    )
  })

  test('are flat after a close that was heard of before the entry it closed', () => {
    const close: Told = { key: 'close', exit: true, fills: [['f9', 9, '3', '95']] }
    expect(booked([[base], [close], [rung]])).toMatchObject({ quantity: '0', averageEntry: null })
  })

  test('begin anew at the price of a rung that filled after the target in the same report', () => {
    const whole: Told = { key: 'take-profit/1', exit: true, fills: [['f2', 2, '1', '110']] }
    const late: Told = { key: 'safety/1', fills: [['f3', 3, '2', '90']] }
    expect(booked([[base], [late, whole]])).toMatchObject({ quantity: '2', averageEntry: 90 })
  })

  test('never turn negative when an exit closes more than the deal holds', () => {
    const close: Told = { key: 'close', exit: true, fills: [['f9', 9, '5', '95']] }
    expect(booked([[base], [close]])).toMatchObject({ quantity: '0', averageEntry: null })
  })
})
