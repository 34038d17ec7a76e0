import fc from 'fast-check'
import { isResting, isTerminal, remainingSteps, type KnownOrder } from '@/lib/domain/orders/order'
import { eth } from './builders'
import type { Scene } from './scene'

const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** What a test does to a pair, step by step. */
export type Step =
  | { readonly do: 'tick' | 'close' | 'pause' | 'resume' | 'unknown' | 'refuse' | 'cancel' }
  | { readonly do: 'fill'; readonly pick: number; readonly part: number }
  | { readonly do: 'move'; readonly to: number }

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('fill' as const),
        pick: fc.nat(20),
        part: fc.integer({ min: 1, max: 20 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), to: amount(2_500, 3_500) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom('close', 'pause', 'resume', 'unknown', 'refuse', 'cancel'),
      }),
    },
  ),
  { maxLength: 40 },
)

/** Plays a step against the venue; a fill takes any resting order, in any part. */
export function play(scene: Scene, step: Step): void {
  if (step.do === 'move') scene.price = Math.round(step.to * 100) / 100
  else if (step.do === 'close') scene.facts = { ...scene.facts, closeRequested: true }
  else if (step.do === 'pause')
    scene.facts = { ...scene.facts, permission: { kind: 'exits-only', because: 'paused' } }
  else if (step.do === 'resume') scene.facts = {}
  else if (step.do === 'fill') fillSome(scene, step.pick, step.part)
  else if (step.do !== 'tick') disturb(scene, step.do)
  scene.later(60)
}

function fillSome(scene: Scene, pick: number, part: number): void {
  const resting = scene.orders.filter((order) => isResting(order.status))
  const order = resting[pick % Math.max(1, resting.length)]
  if (order === undefined) return
  const held = Math.round((scene.deal?.ledger.quantity ?? 0) / eth.quantityStep)
  const most = order.reduceOnly ? Math.min(held, remainingSteps(order)) : remainingSteps(order)
  if (most > 0) scene.fill(order.key, Math.min(most, part))
}

function disturb(scene: Scene, how: 'unknown' | 'refuse' | 'cancel'): void {
  const order = scene.orders.findLast((each) => !isTerminal(each.status))
  if (order === undefined) return
  if (how === 'unknown') scene.set(order.key, 'UNKNOWN')
  else if (order.filledSteps === 0 || how === 'cancel')
    scene.set(order.key, how === 'refuse' ? 'REJECTED' : 'CANCELLED')
}

/** The venue answers what became of an order whose outcome was unknown. */
export function resolveUnknown(scene: Scene): void {
  scene.orders = scene.orders.map((order): KnownOrder =>
    order.status === 'UNKNOWN' ? { ...order, status: order.filledSteps > 0 ? 'PARTIAL' : 'ACK' } : order,
  )
}
