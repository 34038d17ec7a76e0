import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  applyEntryFill,
  applyExitFill,
  applyFunding,
  netOfLedger,
  type LedgerFill,
} from '@/lib/domain/deals/apply-fill'
import { emptyLedger, type DealLedger } from '@/lib/domain/deals/deal'
import { feeOf } from '@/lib/domain/perpetuals/fees'
import { fundingCashFlow } from '@/lib/domain/perpetuals/funding'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import {
  bankruptcyBasedLiquidation,
  crossLiquidation,
  entryBasedLiquidation,
  markBasedLiquidation,
} from '@/lib/domain/perpetuals/liquidation'
import {
  assignedMargin,
  bankruptcyPrice,
  closeFeeAtBankruptcy,
  initialMargin,
  maintenanceMargin,
  maintenanceMarginWithCloseFee,
  marginOnLine,
  orderCost,
} from '@/lib/domain/perpetuals/margin'
import { breakevenPrice, closedPnl, returnOnMargin, unrealisedPnl } from '@/lib/domain/perpetuals/pnl'
import { averageOfCosts, averageOfLots } from '@/lib/domain/perpetuals/position'
import { grossTargetOnBase, netTarget } from '@/lib/domain/perpetuals/take-profit'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type Row = Readonly<Record<string, Json>>
type Vector = { readonly name: string; readonly inputs: Row; readonly expected: Row }

const file = join(process.cwd(), '..', 'shared', 'vectors', 'perpetual-accounting.json')
const vectors: readonly Vector[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []

// The ladder belongs to the strategy `dca`, the sizes of `martingale` to that strategy; their own tests read those kinds.
const elsewhere = ['ladder', 'martingale-open-size', 'martingale-add-size', 'martingale-taper']

const num = (row: Row, key: string) => Number(row[key])
const sideOf = (row: Row) => row.side as Side
const rows = (row: Row, key: string) => row[key] as readonly Row[]
const STEP = 0.000001

const compute: Record<string, (input: Row) => Json> = {
  'average-entry': (i) => {
    const lots = rows(i, 'fills').map((fill) => ({
      price: num(fill, 'price'),
      quantity: num(fill, 'quantity'),
    }))
    const { quantity, average } = averageOfLots(lots)
    return { quantity, averagePrice: average }
  },
  'unrealised-pnl': (i) => ({
    unrealisedPnl: unrealisedPnl(sideOf(i), num(i, 'quantity'), num(i, 'entryPrice'), num(i, 'markPrice')),
  }),
  roi: (i) => {
    const [side, leverage, entryPrice] = [sideOf(i), num(i, 'leverage'), num(i, 'entryPrice')]
    const [quantity, markPrice, takerFeeRate] = [
      num(i, 'quantity'),
      num(i, 'markPrice'),
      num(i, 'takerFeeRate'),
    ]
    return {
      unrealisedPnl: unrealisedPnl(side, quantity, entryPrice, markPrice),
      initialMargin: initialMargin(quantity * entryPrice, leverage),
      bankruptcyPrice: bankruptcyPrice(side, entryPrice, leverage),
      closeFee: closeFeeAtBankruptcy(side, quantity * entryPrice, leverage, takerFeeRate),
      roiPct: 100 * returnOnMargin({ side, quantity, entryPrice, markPrice, leverage, takerFeeRate }),
    }
  },
  'closed-pnl': (i) => {
    const { gross, openFee, closeFee, net } = closedPnl({
      side: sideOf(i),
      quantity: num(i, 'quantity'),
      entryPrice: num(i, 'entryPrice'),
      exitPrice: num(i, 'exitPrice'),
      openFeeRate: num(i, 'openFeeRate'),
      closeFeeRate: num(i, 'closeFeeRate'),
      fundingPaid: num(i, 'fundingPaid'),
    })
    return { grossPnl: gross, openFee, closeFee, netPnl: net }
  },
  'partial-close': (i) => {
    const open = { quantity: num(i, 'quantity'), price: num(i, 'entryPrice'), fee: 0 }
    const exit = { quantity: num(i, 'closeQuantity'), price: num(i, 'exitPrice'), fee: 0 }
    const { ledger, gross } = applyExitFill(applyEntryFill(emptyLedger, open, STEP), sideOf(i), exit, STEP)
    return { realisedPnl: gross, remainingQuantity: ledger.quantity, averagePrice: ledger.averageEntry }
  },
  breakeven: (i) => ({
    breakevenPrice: breakevenPrice(
      sideOf(i),
      num(i, 'quantity'),
      num(i, 'entryPrice'),
      num(i, 'realisedPnl'),
      num(i, 'takerFeeRate'),
    ),
  }),
  'take-profit-net-of-fees': (i) => ({
    price: netTarget(
      sideOf(i),
      num(i, 'averagePrice'),
      num(i, 'takeProfitPct') / 100,
      num(i, 'entryFeeRate'),
      num(i, 'exitFeeRate'),
    ),
  }),
  'take-profit-on-base': (i) => {
    const [average, quantity, gain] = [
      num(i, 'averagePrice'),
      num(i, 'quantity'),
      num(i, 'takeProfitPct') / 100,
    ]
    const price = grossTargetOnBase(sideOf(i), average, quantity, gain, num(i, 'baseOrder'))
    return { price, grossProfit: unrealisedPnl(sideOf(i), quantity, average, price) }
  },
  'initial-margin-with-close-fee': (i) => ({
    initialMargin: assignedMargin(sideOf(i), valueOf(i), num(i, 'leverage'), num(i, 'takerFeeRate')),
  }),
  'maintenance-margin-with-close-fee': (i) => ({
    maintenanceMargin: maintenanceMarginWithCloseFee({
      ...leveraged(i),
      markPrice: num(i, 'markPrice'),
      takerFeeRate: num(i, 'takerFeeRate'),
    }),
  }),
  'maintenance-margin-tiers': (i) => {
    const tiers = rows(i, 'tiers').map((tier) => ({
      upTo: tier.upTo === null ? null : num(tier, 'upTo'),
      rate: num(tier, 'rate'),
    }))
    const { rate, deduction, margin } = maintenanceMargin(tiers, num(i, 'positionValue'))
    return { rate, deduction, maintenanceMargin: margin }
  },
  'order-cost': (i) => {
    const [quantity, price, leverage, fee] = [
      num(i, 'quantity'),
      num(i, 'price'),
      num(i, 'leverage'),
      num(i, 'takerFeeRate'),
    ]
    return {
      initialMargin: initialMargin(quantity * price, leverage),
      openFee: feeOf(quantity, price, fee),
      closeFee: closeFeeAtBankruptcy(sideOf(i), quantity * price, leverage, fee),
      orderCost: orderCost(sideOf(i), quantity * price, leverage, fee),
    }
  },
  'liquidation-isolated-entry-based': (i) => ({
    initialMargin: initialMargin(valueOf(i), num(i, 'leverage')),
    maintenanceMargin: marginOnLine(valueOf(i), leveraged(i)),
    liquidationPrice: entryBasedLiquidation({ ...leveraged(i), extraMargin: num(i, 'extraMargin') }),
  }),
  'liquidation-isolated-mark-based': (i) => {
    const [quantity, takerFeeRate] = [num(i, 'quantity'), num(i, 'takerFeeRate')]
    const position = leveraged(i)
    const margin = assignedMargin(sideOf(i), valueOf(i), num(i, 'leverage'), takerFeeRate)
    const price = markBasedLiquidation({ ...position, margin, takerFeeRate })
    return {
      assignedMargin: margin,
      liquidationPrice: price,
      equityAtLiquidation: margin + unrealisedPnl(sideOf(i), quantity, position.entryPrice, price),
      requiredAtLiquidation: quantity * price * (position.rate + takerFeeRate) - position.deduction,
    }
  },
  'liquidation-isolated-bybit-2025': (i) => ({
    liquidationPrice: bankruptcyBasedLiquidation({ ...leveraged(i), extraMargin: num(i, 'extraMargin') }),
  }),
  'liquidation-cross': (i) => ({
    liquidationPrice: crossLiquidation({
      ...leveraged(i),
      freeCollateral: num(i, 'freeCollateral'),
      takerFeeRate: num(i, 'takerFeeRate'),
    }),
  }),
  bankruptcy: (i) => ({
    bankruptcyPrice: bankruptcyPrice(sideOf(i), num(i, 'entryPrice'), num(i, 'leverage')),
  }),
  funding: (i) => ({
    cashFlow: fundingCashFlow(sideOf(i), num(i, 'quantity'), num(i, 'markPrice'), num(i, 'rate')),
  }),
  'deal-sequence': dealSequence,
  ledger: ledgerOfEvents,
  'quote-volume-average': (i) => {
    const levels = rows(i, 'levels').map((row) => ({
      price: num(row, 'price'),
      cost: num(row, 'quoteVolume'),
    }))
    return { averagePrice: averageOfCosts(levels) }
  },
}

function valueOf(input: Row): number {
  return num(input, 'quantity') * num(input, 'entryPrice')
}

function leveraged(input: Row) {
  return {
    side: sideOf(input),
    quantity: num(input, 'quantity'),
    entryPrice: num(input, 'entryPrice'),
    leverage: num(input, 'leverage'),
    rate: num(input, 'maintenanceMarginRate'),
    deduction: num(input, 'deduction'),
  }
}

function fillOf(row: Row, feeRate: number): LedgerFill {
  const [price, quantity] = [num(row, 'price'), num(row, 'quantity')]
  return { price, quantity, fee: feeOf(quantity, price, feeRate) }
}

function dealSequence(input: Row): Json {
  const side = sideOf(input)
  const adds = side === 'long' ? 'buy' : 'sell'
  let ledger: DealLedger = emptyLedger
  const steps = rows(input, 'fills').map((row) => {
    const fill = fillOf(row, num(input, 'feeRate'))
    const exit = row.action === adds ? null : applyExitFill(ledger, side, fill, STEP)
    ledger = exit?.ledger ?? applyEntryFill(ledger, fill, STEP)
    const { quantity, averageEntry } = ledger
    return { quantity, averagePrice: averageEntry, grossPnl: exit?.gross ?? 0, fee: fill.fee }
  })
  const net = netOfLedger(ledger)
  return {
    steps,
    grossPnl: ledger.realisedGross,
    fees: ledger.entryFees + ledger.exitFees,
    netPnl: net,
    totalInvested: ledger.entryCost,
    returnPct: (100 * net) / ledger.entryCost,
  }
}

function ledgerOfEvents(input: Row): Json {
  const side = sideOf(input)
  let ledger: DealLedger = emptyLedger
  for (const event of rows(input, 'events')) {
    if (event.kind === 'funding') {
      const flow = fundingCashFlow(side, ledger.quantity, num(event, 'markPrice'), num(event, 'rate'))
      ledger = applyFunding(ledger, flow)
    } else {
      const fill = fillOf(event, num(input, 'feeRate'))
      ledger =
        event.kind === 'add'
          ? applyEntryFill(ledger, fill, STEP)
          : applyExitFill(ledger, side, fill, STEP).ledger
    }
  }
  const { quantity, averageEntry } = ledger
  const open =
    averageEntry === null ? 0 : unrealisedPnl(side, quantity, averageEntry, num(input, 'markPrice'))
  const wallet = num(input, 'deposit') + netOfLedger(ledger)
  return { wallet, quantity, averagePrice: averageEntry, unrealisedPnl: open, equity: wallet + open }
}

function expectClose(actual: Json | undefined, expected: Json, path: string): void {
  if (Array.isArray(expected)) {
    expect({ path, length: (actual as readonly Json[]).length }).toEqual({ path, length: expected.length })
    expected.forEach((item, index) =>
      expectClose((actual as readonly Json[])[index], item, `${path}[${index}]`),
    )
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected))
      expectClose((actual as Row)[key], value, `${path}.${key}`)
  } else if (expected === null) {
    expect({ path, value: actual }).toEqual({ path, value: null })
  } else {
    const wanted = Number(expected)
    const off = Math.abs(Number(actual) - wanted)
    expect({ path, actual, wanted, within: off <= 1e-9 * Math.max(1, Math.abs(wanted)) }).toMatchObject({
      within: true,
    })
  }
}

const present = existsSync(file)
if (!present) process.stdout.write(`skipped: the accounting vectors are not at ${file}\n`)
const describeWithVectors = present ? describe : describe.skip

describeWithVectors('the accounting vectors', () => {
  const ours = vectors.filter((vector) => !elsewhere.includes(vector.name.split(':')[0] ?? ''))

  it('cover every formula this table knows', () => {
    const kinds = new Set(ours.map((vector) => vector.name.split(':')[0]))
    expect([...kinds].sort()).toEqual(Object.keys(compute).sort())
  })

  it.each(ours.map((vector) => [vector.name, vector] as const))('%s', (name, vector) => {
    const { wrongQuoteWeightedPrice: wrong, ...expected } = vector.expected
    const actual = compute[name.split(':')[0] ?? '']?.(vector.inputs)
    expectClose(actual, expected, name)
    // What weighting prices by quote volume would give: our average must differ from it.
    if (wrong !== undefined) expect((actual as Row).averagePrice).not.toBeCloseTo(Number(wrong), 6)
  })
})
