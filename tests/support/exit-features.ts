type Feature = readonly [
  name: string,
  settings: Readonly<Record<string, unknown>>,
  /** Reasons of deals, trades or conditions that show the feature at work. */
  seen: readonly string[],
  pair?: object,
]

/** Settings that use each way out of a deal and each guard of a pair, lively enough to be met within hours. */
export const exitFeatures: readonly Feature[] = [
  ['a trailing target', { trailingPct: 0.3 }, ['trailing', 'trailing-exit']],
  [
    'a trailing target on the base order',
    { trailingPct: 0.2, takeProfitFrom: 'base', takeProfitPct: 2 },
    ['trailing-exit'],
  ],
  [
    'profit in steps and a stop that follows to break-even',
    {
      takeProfitSteps: [
        { profitPct: 0.2, closePct: 30 },
        { profitPct: 0.5, closePct: 30 },
        { profitPct: 1, closePct: 40 },
      ],
      moveStopToBreakeven: true,
    },
    ['distributing', 'take-profit-step', 'breakeven-exit'],
  ],
  ['a stop that waits', { stopLossPct: 1.2, stopLossDelaySec: 180, haltAfterStops: null }, ['stop-loss']],
  [
    'a stop that waits and a trailing target',
    { stopLossPct: 1.2, stopLossDelaySec: 240, trailingPct: 0.2, haltAfterStops: null },
    ['stop-loss', 'trailing-exit'],
  ],
  [
    'a pause after the stop',
    { stopLossPct: 1.2, stopLossAction: 'close-and-pause' },
    ['stop-loss', 'paused'],
  ],
  ['a longest deal', { maxDealHours: 1, takeProfitPct: 3, haltAfterStops: null }, ['time-stop']],
  ['a largest loss of a deal', { maxDealLossPct: 1, haltAfterStops: null }, ['deal-loss']],
  ['a largest loss of a day', { dailyLossPct: 1, stopLossPct: 1.5, haltAfterStops: null }, ['daily-loss']],
  [
    'a largest drawdown',
    { maxDrawdownPct: 1, drawdownHaltHours: 1, stopLossPct: 1.5, takeProfitPct: 1, haltAfterStops: null },
    ['drawdown'],
  ],
  [
    'a halt after stops',
    { stopLossPct: 0.8, haltAfterStops: { count: 2, hours: 2 } },
    ['stop-loss', 'halted-after-stops'],
  ],
  [
    'a part sold on the way to liquidation',
    {
      stopLossPct: null,
      liquidationReduceBuffer: 0.8,
      liquidationReducePct: 40,
      maxSafetyOrders: 4,
      takeProfitPct: 2,
    },
    ['reduce-step', 'liquidation-too-close', 'liquidation-guard'],
    { leverage: 20 },
  ],
  ['an exposure cap', { maxMarginPct: 8, capResumeRatio: 0.8 }, ['exposure-cap']],
  [
    'all limits at once',
    {
      ...{ trailingPct: 0.3, stopLossPct: 1.5, stopLossDelaySec: 120, maxDealHours: 2, maxDealLossPct: 1 },
      ...{ dailyLossPct: 2, maxDrawdownPct: 2, drawdownHaltHours: 2, haltAfterStops: { count: 3, hours: 3 } },
      ...{ liquidationReduceBuffer: 0.6, maxMarginPct: 12 },
    },
    ['trailing-exit', 'deal-loss'],
  ],
]
