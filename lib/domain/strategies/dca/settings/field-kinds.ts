// Money in the simulation is exact up to 90 million quote coins; ten million leaves room for profit and leverage of one deal's worth.
const MAX_QUOTE = 10_000_000

export const money = { kind: 'number', unit: 'quote', above: 0, max: MAX_QUOTE, nullable: false } as const
export const percent = { kind: 'number', unit: '%', nullable: false } as const
export const factor = { kind: 'number', unit: '×', min: 0.5, max: 5, nullable: false } as const
export const seconds = { kind: 'number', unit: 's', integer: true, nullable: false } as const
/** A limit that is off unless it is given. */
export const limit = { kind: 'number', nullable: true, initial: null, advanced: true } as const
export const averageOrBase = [
  { value: 'average', label: 'Average price' },
  { value: 'base', label: 'Base price' },
] as const
