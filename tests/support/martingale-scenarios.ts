import { parseMartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import type { BotOptions, Scene } from './paper-bot'
import type { Scenario } from './tick-scenarios'

/** Averages of few minutes, so that an hour of candles warms them up; 3 % of the balance at first, no cooldown. */
const lively = {
  ...{ gateFastPeriod: 2, gateSlowPeriod: 3, entryPeriod: 2, entryIntervalMin: 1 },
  ...{ volatilityIntervalMin: 1, volatilityCandles: 50, cooldownSec: 0, haltAfterStops: null },
  ...{ beginSizeOfBalance: 0.03, buyUntilLimit: 0.02, profitThreshold: 0.0005, profitPnl: 0.02 },
}

/** Complete settings, as a bot stores them. */
export function martingaleSettings(over: object = {}): Readonly<Record<string, unknown>> {
  const config = parseMartingaleConfig({ ...lively, ...over })
  if (!config.ok) throw new Error(JSON.stringify(config.error.faults))
  return config.value
}

export const martingaleBot = (over: object = {}, side: 'long' | 'short' = 'long'): BotOptions => ({
  pairs: [{ side, leverage: 10, strategy: 'martingale', config: martingaleSettings(over) }],
})

/** An hour in which nothing moves: the averages stand at the price. */
export const warmUp = (scene: Scene): void => scene.pass(...Array.from({ length: 60 }, () => 2_000))

async function opened(scene: Scene): Promise<void> {
  warmUp(scene)
  await scene.tick()
}

/** A fall, then a rise above the short averages: a loss that may be averaged. */
const dip = (scene: Scene): void => scene.pass(1_975, 1_970, 1_968, 1_967, 1_980)

/** One tick of every kind of work of the martingale strategy. */
export const martingaleScenarios: readonly Scenario[] = [
  {
    name: 'opens a martingale deal',
    options: martingaleBot(),
    before: async () => undefined,
    happens: warmUp,
  },
  { name: 'adds to a martingale deal', options: martingaleBot(), before: opened, happens: dip },
  {
    name: 'reduces a martingale deal',
    options: martingaleBot({ beginSizeOfBalance: 0.09, profitPnl: 1 }),
    before: opened,
    happens: (scene) => scene.pass(2_030),
  },
  {
    name: 'takes the profit of a martingale deal',
    options: martingaleBot(),
    before: opened,
    happens: (scene) => scene.pass(2_030),
  },
  {
    name: 'finds a martingale deal stopped out',
    options: martingaleBot(),
    before: opened,
    happens: (scene) => scene.pass(1_850),
  },
  {
    name: 'withdraws the resting addition of a martingale deal',
    options: martingaleBot({ entryType: 'maker' }),
    before: async (scene) => {
      await opened(scene)
      await scene.step({ low: 1_990, close: 1_999 })
      dip(scene)
      await scene.tick()
    },
    happens: (scene) => scene.pass(1_981),
  },
  {
    name: 'lays an addition of a classic deal',
    options: martingaleBot({ mode: 'classic', gateFastPeriod: 3, gateSlowPeriod: 5 }, 'short'),
    before: async (scene) => {
      await opened(scene)
      await scene.step({ high: 2_010, close: 2_001 })
    },
    happens: (scene) => scene.pass(2_025, 2_030, 2_032, 2_033, 2_020),
  },
]
