import fc from 'fast-check'
import type { DeclineKind } from '@/lib/domain/indicators/decline-velocity'
import { assignedMargin } from '@/lib/domain/perpetuals/margin'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { decideCorrected } from '@/lib/domain/strategies/martingale/corrected'
import { balanceOf } from '@/lib/domain/strategies/martingale/corrected-view'
import type { CorrectedState } from '@/lib/domain/strategies/martingale/corrected-state'
import { holdReasons } from '@/lib/domain/strategies/reasons'
import { calm, coin, configOf, correctedState, declining, stormy } from './builders'

// Even over the range: drawn as doubles most values would lie next to zero.
const amount = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + ((max - min) * part) / 1_000_000)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 25 })
const kinds = fc.constantFrom<DeclineKind>('slow', 'slow', 'moderate', 'moderate', 'fast', 'crash')

const configs = fc
  .record({
    beginSizeOfBalance: amount(0.0005, 0.05),
    buyUntilLimit: amount(0.001, 0.05),
    maxMarginPct: amount(0.05, 1),
    profitPnl: amount(0.005, 1),
    profitThreshold: amount(0, 0.01),
    maxAddMultiple: amount(0.1, 5),
    maxDealLossPct: amount(5, 100),
    stopLossPct: amount(3, 50),
    maxSlippagePct: amount(0.05, 5),
    criticalMarginLevel: amount(1, 3),
    addWhenCritical: fc.boolean(),
    entryType: fc.constantFrom('taker' as const, 'maker' as const),
  })
  .map((drawn) => ({ ...configOf(), ...drawn }))

/** A price on the passing side of an average three times in four. */
const average = fc.tuple(amount(0.8, 1.2), fc.integer({ min: 0, max: 3 }))

const states: fc.Arbitrary<CorrectedState> = fc
  .record({
    side: fc.constantFrom<Side>('long', 'short'),
    mark: amount(50, 150),
    spread: amount(0, 0.002),
    wallet: fc.oneof(
      { weight: 9, arbitrary: amount(200, 20_000) },
      { weight: 1, arbitrary: amount(-10, 200) },
    ),
    leverage: orNull(amount(1, 25)),
    quantityStep: fc.constantFrom(0.001, 0.01, 1),
    minCost: fc.constantFrom(0, 5, 50),
    tick: fc.constantFrom(0.01, 0.1),
    // Margin as a share of the wallet, and how far the average lies from the mark.
    held: fc.option(fc.record({ share: amount(0.0001, 0.3), off: amount(-0.05, 0.05) }), {
      nil: null,
      freq: 2,
    }),
    pairs: fc.integer({ min: 1, max: 3 }),
    others: amount(0, 0.3),
    slow: orNull(average),
    fast: orNull(average),
    entry: orNull(average),
    decline: orNull(kinds),
    volatility: orNull(fc.boolean()),
  })
  .map((drawn) => {
    const { mark, spread, tick, wallet, held, leverage, side, quantityStep } = drawn
    const s = side === 'long' ? 1 : -1
    const bid = Math.max(tick, Math.floor((mark * (1 - spread)) / tick) * tick)
    const averageEntry = mark * (1 + (held?.off ?? 0))
    const wanted = ((held?.share ?? 0) * Math.max(wallet, 100) * (leverage ?? 10)) / averageEntry
    const quantity = Math.max(1, Math.floor(wanted / quantityStep)) * quantityStep
    const margin = held === null ? 0 : (quantity * averageEntry) / (leverage ?? 10)
    const pnl = held === null ? 0 : s * quantity * (mark - averageEntry)
    // Additions and openings look to opposite sides of their averages.
    const placed = (drawnAverage: readonly [number, number] | null, passing: 1 | -1) =>
      drawnAverage &&
      mark * (drawnAverage[1] === 0 ? drawnAverage[0] : 1 - s * passing * Math.abs(1 - drawnAverage[0]))
    return correctedState(
      {
        side,
        price: { bid, ask: bid + tick, mark },
        account: { wallet, equity: wallet + pnl, available: Math.max(0, wallet - margin) },
        instrument: {
          ...coin,
          tickSize: tick,
          quantityStep,
          minQuantity: quantityStep,
          minCost: drawn.minCost,
        },
        leverage,
        botMargin: margin + drawn.others * Math.max(wallet, 0),
        enabledPairs: drawn.pairs,
        signals: {
          gateSlowEma: placed(drawn.slow, 1),
          gateFastEma: placed(drawn.fast, 1),
          entryEma: placed(drawn.entry, -1),
          decline: drawn.decline === null ? null : declining(drawn.decline),
          volatility: drawn.volatility === null ? null : drawn.volatility ? stormy : calm,
        },
      },
      held === null ? null : { quantity, averageEntry, margin },
    )
  })

const runs = { numRuns: 3_000 }

test('an entry is a whole number of steps, at least the minimum, affordable, and within the caps of pair and bot', () => {
  const made = { open: 0, add: 0 }
  fc.assert(
    fc.property(states, configs, (state, config) => {
      const { order } = decideCorrected(state, config)
      if (order === null || order.action === 'reduce' || order.action === 'close') return
      made[order.action] += 1
      const { instrument, leverage, side, position, fees } = state
      const quantity = quantityOf(order.quantitySteps, instrument)
      expect(Number.isInteger(order.quantitySteps) && order.quantitySteps >= 1).toBe(true)
      expect(quantity).toBeGreaterThanOrEqual(instrument.minQuantity)
      const limit = order.limitTicks * instrument.tickSize
      expect(quantity * limit).toBeGreaterThanOrEqual(instrument.minCost * (1 - 1e-12))
      // A short that crosses the book is worth most where it starts.
      const worst = order.execution === 'resting' || side === 'long' ? limit : state.price.bid
      const margin = assignedMargin(side, quantity * worst, leverage ?? Number.NaN, fees.taker)
      const balance = balanceOf(state)
      const held = position?.margin ?? 0
      expect((held + margin) / balance).toBeLessThanOrEqual(
        (config.maxMarginPct / state.enabledPairs) * (1 + 1e-12),
      )
      expect((state.botMargin + margin) / balance).toBeLessThanOrEqual(config.maxMarginPct * (1 + 1e-12))
      expect(margin).toBeLessThanOrEqual(state.account.available)
      if (order.action === 'add') {
        expect(quantity * state.price.bid).toBeLessThanOrEqual(config.maxAddMultiple * held * (1 + 1e-9))
      }
    }),
    runs,
  )
  // Without entries nothing of this would have been seen.
  expect(Math.min(made.open, made.add)).toBeGreaterThan(15)
})

test('an exit never exceeds the position, and an order trades on the side it says', () => {
  fc.assert(
    fc.property(states, configs, (state, config) => {
      const { order } = decideCorrected(state, config)
      if (order === null) return
      expect(order.side === 'buy').toBe((state.side === 'long') !== order.reduceOnly)
      expect(order.reduceOnly).toBe(order.action === 'reduce' || order.action === 'close')
      if (!order.reduceOnly) return
      const quantity = quantityOf(order.quantitySteps, state.instrument)
      expect(quantity).toBeLessThanOrEqual((state.position?.quantity ?? 0) * (1 + 1e-9))
    }),
    runs,
  )
})

test('a missing figure never leads to an entry that the whole set of figures would not allow, nor holds back an exit', () => {
  fc.assert(
    fc.property(states, configs, (state, config) => {
      const none = { gateSlowEma: null, gateFastEma: null, entryEma: null, volatility: null, decline: null }
      const blind = decideCorrected({ ...state, signals: none }, config)
      const seeing = decideCorrected(state, config)
      const exits = (decision: typeof blind) => (decision.order?.reduceOnly === true ? decision.order : null)
      expect(exits(blind)).toEqual(exits(seeing))
      // The one entry that asks no candles is the one the user has opted in to.
      if (!config.addWhenCritical) expect(blind.order?.reduceOnly ?? true).toBe(true)
    }),
    runs,
  )
})

test('a pair that may not enter only ever reduces or closes, and every tick without an order has a reason to hold', () => {
  const holds: readonly string[] = holdReasons
  fc.assert(
    fc.property(states, configs, fc.boolean(), (state, config, blocked) => {
      const entryBlock = blocked ? ({ code: 'manage-only', detail: {} } as const) : null
      const { order, reason } = decideCorrected({ ...state, entryBlock }, config)
      if (blocked) expect(order?.reduceOnly ?? true).toBe(true)
      if (order === null) expect(holds).toContain(reason.code)
      for (const value of Object.values(reason.detail)) expect(value).not.toBeNaN()
    }),
    runs,
  )
})

test('the same facts give the same decision', () => {
  fc.assert(
    fc.property(states, configs, (state, config) => {
      expect(decideCorrected(state, config)).toEqual(decideCorrected(structuredClone(state), config))
    }),
  )
})

test('a short in prices reflected about the market acts as the long does', () => {
  // Fees and the stop, which is a percentage of an average that reflection moves, are kept out of the comparison.
  const config = configOf({ entryType: 'maker', stopLossPct: 7 })
  const inputs = fc.record({
    off: amount(-0.04, 0.04),
    margin: fc.constantFrom(5, 15, 25, 45, 80, 120, 400),
    flat: fc.boolean(),
    slow: amount(80, 120),
    fast: amount(80, 120),
    entry: amount(80, 120),
    decline: kinds,
    volatile: fc.boolean(),
  })
  fc.assert(
    fc.property(inputs, ({ off, margin, flat, slow, fast, entry, decline, volatile }) => {
      const decideFor = (side: Side) => {
        const reflect = (price: number) => (side === 'long' ? price : 200 - price)
        const signals = {
          gateSlowEma: reflect(slow),
          gateFastEma: reflect(fast),
          entryEma: reflect(entry),
          decline: declining(decline),
          volatility: volatile ? stormy : calm,
        }
        const held = {
          quantity: margin / 10,
          margin,
          averageEntry: reflect(100 * (1 + off)),
          liquidationPrice: reflect(1),
        }
        return decideCorrected(
          correctedState({ side, signals, fees: { maker: 0, taker: 0 } }, flat ? null : held),
          config,
        )
      }
      const [long, short] = [decideFor('long'), decideFor('short')]
      expect(short.reason.code).toBe(long.reason.code)
      expect([short.order?.action, short.order?.quantitySteps]).toEqual([
        long.order?.action,
        long.order?.quantitySteps,
      ])
    }),
    { numRuns: 1_000 },
  )
})
