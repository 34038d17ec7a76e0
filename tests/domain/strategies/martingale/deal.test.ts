import type { Decision } from '@/lib/domain/strategies/contract'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { configOf } from './builders'
import { holding, open, Scene } from './scene'

const codes = (decisions: readonly Decision[]): string[] => decisions.map(({ reason }) => reason.code)
const last = (decisions: readonly Decision[]): Decision => {
  const decision = decisions.at(-1)
  if (decision === undefined) throw new Error('nothing was decided')
  return decision
}

describe.each<Side>(['long', 'short'])('a corrected deal of a %s', (side) => {
  test('opens at once within its slippage and lays its stop in the same tick', () => {
    const scene = new Scene(side)
    const decisions = scene.tick()
    expect(decisions[0]?.orders).toEqual([
      {
        key: 'base',
        side: side === 'long' ? 'buy' : 'sell',
        // 0.6 % of 1,000 at 10x is 60 of position value.
        quantitySteps: 60,
        price: { kind: 'ioc', ticks: side === 'long' ? 10_050 : 9_950 },
        reduceOnly: false,
      },
    ])
    expect(scene.deal?.status).toBe('active')
    expect(scene.restingKeys()).toEqual(['stop-loss'])
    expect(scene.resting('stop-loss').price).toEqual({
      kind: 'stop',
      ticks: side === 'long' ? 9_500 : 10_500,
    })
  })

  test('adds once a tick, numbers its additions, and moves the stop to the new average', () => {
    const scene = open(side)
    const first = scene.next(98)
    expect(codes(first)).toContain('build-up')
    expect(scene.keys()).toEqual(['base#1', 'stop-loss#1', 'add/1#1', 'stop-loss#2'])
    expect(last(first).reason).toMatchObject({ code: 'orders-in-place', detail: { level: 1 } })
    scene.next(96.5)
    expect(scene.orders.filter(({ key }) => key.startsWith('add/')).map(({ key }) => key)).toEqual([
      'add/1',
      'add/2',
    ])
    expect(scene.restingKeys()).toEqual(['stop-loss'])
  })

  test('an addition that the book gave nothing for is not asked for again in the same tick', () => {
    const scene = open(side)
    scene.depth = 0
    scene.next(98)
    expect(scene.keys().filter((key) => key.startsWith('add'))).toEqual(['add/1#1'])
    expect(scene.again().every(({ orders }) => orders !== 'unchanged' && orders.length === 1)).toBe(true)
    scene.depth = 1
    scene.next(98)
    expect(scene.keys().filter((key) => key.startsWith('add'))).toEqual(['add/1#1', 'add/1#2'])
  })

  test('a partly filled first order is a deal of what it got', () => {
    const scene = new Scene(side)
    scene.depth = 0.5
    scene.tick()
    expect(scene.deal).toMatchObject({ status: 'active' })
    expect(scene.keys()).toEqual(['base#1', 'stop-loss#1'])
    expect(scene.resting('stop-loss').quantitySteps).toBe(30)
  })

  test('a first order that got nothing ends its deal, and the next waits for its cooldown', () => {
    const scene = new Scene(side)
    scene.depth = 0
    scene.tick()
    expect(scene.ended).toEqual({ status: 'cancelled', reason: 'unfilled' })
    expect(codes(scene.again())).toEqual(['cooldown'])
  })

  test('takes profit with an immediate order until it is flat, and leaves the stop until then', () => {
    const scene = holding(50, side)
    scene.now = scene.tickAt += 300_000
    scene.price = 101.2
    scene.depth = 0.5
    const { decision } = scene.round()
    scene.depth = 1
    expect(codes(scene.again())[0]).toBe('take-profit')
    expect(decision.orders).toMatchObject([
      { key: 'close', price: { kind: 'ioc' }, reduceOnly: true, quantitySteps: 500 },
      { key: 'stop-loss' },
    ])
    expect(scene.ended).toEqual({ status: 'completed', reason: 'take-profit' })
  })

  test('a close that was decided goes on when the price turns', () => {
    const scene = holding(50, side)
    scene.depth = 0
    scene.now = scene.tickAt + 300_000
    scene.tickAt = scene.now
    scene.price = 101.2
    scene.round()
    expect(scene.deal?.status).toBe('closing')
    scene.depth = 1
    scene.next(99)
    expect(scene.ended).toEqual({ status: 'completed', reason: 'take-profit' })
  })

  test('above ten percent of the balance it sells half, once a tick', () => {
    const scene = holding(120, side)
    const decisions = scene.next(101)
    expect(codes(decisions)[0]).toBe('reduce-step')
    expect(scene.orders.filter(({ key }) => key.startsWith('reduce'))).toMatchObject([
      { key: 'reduce/1', quantitySteps: 600, status: 'FILLED' },
    ])
    expect(scene.resting('stop-loss').quantitySteps).toBe(600)
    scene.again()
    expect(scene.keys().filter((key) => key.startsWith('reduce'))).toEqual(['reduce/1#1'])
  })

  test.each<[string, number, string]>([
    ['at the stop', 94.9, 'stop-loss'],
    ['just before it', 95.01, 'orders-in-place'],
  ])('%s', (_name, price, code) => {
    const scene = open(side, configOf({ maxDealLossPct: 100 }))
    const decisions = scene.next(price)
    if (code === 'stop-loss') {
      expect(codes(decisions)[0]).toBe('stop-loss')
      expect(scene.ended).toEqual({ status: 'stopped', reason: 'stop-loss' })
    } else expect(scene.deal).not.toBeNull()
  })

  test('a stop that acted on the venue ends the deal as stopped', () => {
    const scene = open(side)
    scene.price = 95
    scene.fill('stop-loss')
    scene.next()
    expect(scene.ended).toEqual({ status: 'stopped', reason: 'stop-loss' })
  })

  test('a deal that loses more than its share of the balance is closed', () => {
    const scene = holding(300, side)
    expect(codes(scene.next(96.5))[0]).toBe('deal-loss')
    expect(scene.ended).toEqual({ status: 'stopped', reason: 'deal-loss' })
  })

  test('a resting entry of the last tick is withdrawn before anything else is done', () => {
    const scene = open(side, configOf({ entryType: 'maker' }))
    expect(scene.restingKeys()).toEqual(['base'])
    expect(scene.resting('base').price).toEqual({ kind: 'post-only', ticks: 10_000 })
    scene.fill('base')
    scene.again()
    scene.next(98)
    expect(scene.restingKeys()).toEqual(['add/1', 'stop-loss'])
    const decisions = scene.next(97.5)
    expect(decisions[0]?.orders).toMatchObject([{ key: 'stop-loss' }])
    expect(scene.keys().filter((key) => key.startsWith('add'))).toEqual(['add/1#1', 'add/1#2'])
    expect(scene.resting('add/1').price).toEqual({
      kind: 'post-only',
      ticks: side === 'long' ? 9_750 : 10_250,
    })
  })

  test('a first order that nobody took within its tick is withdrawn', () => {
    const scene = open(side, configOf({ entryType: 'maker' }))
    scene.next()
    expect(scene.ended).toEqual({ status: 'cancelled', reason: 'unfilled' })
  })

  test('a resting order refused because the price moved onto it is no failure', () => {
    const scene = new Scene(side, configOf({ entryType: 'maker' }))
    scene.round()
    scene.set('base', { status: 'REJECTED', refusal: 'post-only-would-cross' })
    scene.round()
    expect(scene.ended).toEqual({ status: 'cancelled', reason: 'unfilled' })
  })

  test('closes at market at the request of its user, without a price', () => {
    const scene = open(side)
    scene.facts = { closeRequested: true, price: null }
    const { decision } = scene.round()
    expect(decision.orders).toMatchObject([{ key: 'close', price: { kind: 'market' } }, { key: 'stop-loss' }])
    scene.again()
    expect(scene.ended).toEqual({ status: 'closed-by-user', reason: 'user-close' })
  })
})

describe.each<Side>(['long', 'short'])('a classic deal of a %s', (side) => {
  const classic = configOf({ mode: 'classic' })
  const filled = (config = classic) => {
    const scene = open(side, config)
    scene.fill('base')
    scene.again()
    return scene
  }

  test('rests at the touch, has no stop, and is withdrawn with the next tick', () => {
    const scene = open(side, classic)
    expect(scene.restingKeys()).toEqual(['base'])
    expect(scene.resting('base').price).toEqual({ kind: 'post-only', ticks: 10_000 })
    scene.next()
    expect(scene.ended).toEqual({ status: 'cancelled', reason: 'unfilled' })
    expect(scene.lastDeal?.number).toBe(1)
    scene.next()
    expect(scene.deal?.number).toBe(2)
  })

  test('lays one addition a tick beside a position without protection', () => {
    const scene = filled()
    expect(scene.restingKeys()).toEqual([])
    scene.next(98)
    expect(scene.restingKeys()).toEqual(['add/1'])
    scene.next(97.5)
    expect(scene.keys()).toEqual(['base#1', 'add/1#1', 'add/1#2'])
  })

  test('rests its exits at the ask and withdraws them when their time has passed', () => {
    const scene = filled()
    scene.next(98)
    scene.fill('add/1')
    const held = holding(50, side)
    Object.assign(scene, { deal: held.deal, orders: held.orders.filter(({ key }) => key === 'base') })
    scene.next(101.2)
    expect(scene.resting('take-profit/1')).toMatchObject({
      quantitySteps: 500,
      price: { kind: 'limit' },
      reduceOnly: true,
    })
    scene.next(100)
    expect(scene.restingKeys()).not.toContain('take-profit/1')
    scene.next(101.2)
    scene.fill('take-profit/1')
    scene.next(101.2)
    expect(scene.ended).toEqual({ status: 'completed', reason: 'take-profit' })
  })

  test('does not open twice in the tick in which a deal ended', () => {
    const scene = open(side, classic)
    const decisions = scene.next()
    expect(last(decisions).reason).toEqual({ code: 'cooldown', detail: { until: null } })
  })
})
