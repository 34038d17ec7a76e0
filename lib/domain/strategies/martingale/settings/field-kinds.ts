const number = { kind: 'number', nullable: false } as const

/** A share of the balance, counting margin. */
export const fraction = { ...number, unit: 'fraction' } as const

export const factor = { ...number, unit: '×' } as const

export const percent = { ...number, unit: '%' } as const

export const seconds = { ...number, unit: 's' } as const

/** How many candles an average or a test looks at. */
export const period = { ...number, unit: 'candles', min: 2, max: 500, integer: true } as const

/** Candle intervals in minutes that the strategy may look at. */
export const intervalMinutes = [1, 5, 15, 30, 60, 240, 1_440, 10_080] as const

export const interval = {
  kind: 'choice',
  options: [
    { value: '1', label: '1 minute' },
    { value: '5', label: '5 minutes' },
    { value: '15', label: '15 minutes' },
    { value: '30', label: '30 minutes' },
    { value: '60', label: '1 hour' },
    { value: '240', label: '4 hours' },
    { value: '1440', label: '1 day' },
    { value: '10080', label: '1 week' },
  ],
} as const
