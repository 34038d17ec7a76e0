/** Settings that use each way into a deal and each rule that holds safety orders back, lively enough to be met within hours. */
export const entryFeatures: readonly (readonly [
  name: string,
  settings: Readonly<Record<string, unknown>>,
  /** Standard size of a minute's move where the feature needs a wilder market than the others. */
  volatility?: number,
])[] = [
  [
    'a strength that must be low',
    { startConditions: [{ kind: 'rsi', timeframe: '1m', period: 5, when: 'below', value: 45 }] },
  ],
  [
    'averages that must cross',
    { startConditions: [{ kind: 'ema-cross', timeframe: '1m', fast: 3, slow: 8, when: 'crosses-above' }] },
  ],
  [
    'bands, an average and a schedule together',
    {
      startConditions: [
        {
          kind: 'any',
          conditions: [
            { kind: 'bollinger', timeframe: '5m', period: 5, deviations: 1, band: 'lower', when: 'below' },
            { kind: 'ema', timeframe: '5m', period: 4, when: 'crosses-above' },
          ],
        },
        { kind: 'schedule', days: [0, 1, 2, 3, 4, 5, 6], fromUtc: '13:10', toUtc: '00:40' },
      ],
    },
  ],
  [
    'a fall, or a level that is crossed',
    {
      startConditions: [
        {
          kind: 'any',
          conditions: [
            { kind: 'change', timeframe: '5m', candles: 3, pct: -0.5 },
            { kind: 'price', timeframe: '15m', when: 'crosses-above', value: 2_000 },
          ],
        },
      ],
    },
  ],
  ['a price range', { minPrice: 1_990, maxPrice: 2_006 }],
  [
    'safety orders that wait for a condition',
    {
      safetyConditions: [{ kind: 'rsi', timeframe: '1m', period: 4, when: 'below', value: 55 }],
      activeSafetyOrders: 2,
    },
  ],
  [
    'safety orders that wait for a schedule and a close',
    {
      safetyConditions: [
        { kind: 'schedule', days: [0, 1, 2, 3, 4, 5, 6], fromUtc: '12:30', toUtc: '20:15' },
        { kind: 'ema', timeframe: '5m', period: 3, when: 'below' },
      ],
    },
  ],
  ['a crash guard', { crashGuard: true, takeProfitPct: 2, stopLossPct: 12, priceDeviationPct: 1.2 }, 0.012],
  ['a limit base order', { baseOrderType: 'limit', baseOrderTimeoutSec: 300, cooldownSec: 60 }],
  [
    'a limit base order that waits for a condition',
    {
      ...{ baseOrderType: 'limit', baseOrderTimeoutSec: 600, cooldownSec: 0 },
      startConditions: [{ kind: 'rsi', timeframe: '5m', period: 3, when: 'below', value: 50 }],
    },
  ],
  [
    'a ladder of one own in percent of the capital',
    {
      ...{ sizeUnit: 'percent', baseOrderSize: 14, safetyOrderSize: 14 },
      customSteps: [
        { deviationPct: 0.3, size: 14 },
        { deviationPct: 0.9, size: 20 },
        { deviationPct: 2, size: 40 },
      ],
    },
  ],
  ['reinvested profit', { reinvestPct: 100, takeProfitPct: 0.8, stopLossPct: 3 }],
]
