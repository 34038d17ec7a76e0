import type { DecimalRange } from '@/lib/domain/decimal-input'

/** A setting that is a number. `initial` is what a new bot starts with; null = has to be typed (or, if nullable, "none"). */
export type NumberField = DecimalRange & {
  readonly kind: 'number'
  readonly label: string
  readonly unit: 'quote' | '%' | 's' | '×' | 'orders' | 'deals' | 'fraction'
  readonly help: string
  readonly nullable: boolean
  readonly initial: number | null
}

export type ChoiceField = {
  readonly kind: 'choice'
  readonly label: string
  readonly help: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly initial: string
}

export type FlagField = {
  readonly kind: 'flag'
  readonly label: string
  readonly help: string
  readonly initial: boolean
}

export type SettingsField = NumberField | ChoiceField | FlagField

// Money in the simulation is exact up to 90 million quote coins; ten million leaves room for profit and leverage of one deal's worth.
const MAX_QUOTE = 10_000_000

const money = { kind: 'number', unit: 'quote', above: 0, max: MAX_QUOTE, nullable: false } as const
const percent = { kind: 'number', unit: '%', nullable: false } as const
const factor = { kind: 'number', unit: '×', min: 0.5, max: 5, nullable: false } as const

/** Every setting of the strategy in the order of the form: the schema and the form take ranges, units and words from here. */
export const settingsFields = {
  allocatedCapital: {
    ...money,
    label: 'Allocated capital',
    help: 'Reserved for this pair. The whole ladder has to fit into it.',
    initial: null,
  },
  baseOrderSize: {
    ...money,
    label: 'Base order',
    help: 'Size of the order that opens a deal, as position value (margin times leverage).',
    initial: 20,
  },
  safetyOrderSize: {
    ...money,
    label: 'Safety order',
    help: 'Size of the first safety order, as position value.',
    initial: 20,
  },
  maxSafetyOrders: {
    kind: 'number',
    unit: 'orders',
    min: 0,
    max: 50,
    integer: true,
    nullable: false,
    label: 'Safety orders',
    help: 'How many times a deal may add to its position.',
    initial: 5,
  },
  activeSafetyOrders: {
    kind: 'number',
    unit: 'orders',
    min: 0,
    max: 50,
    integer: true,
    nullable: false,
    label: 'Resting at once',
    help: 'How many safety orders wait on the exchange at the same time. All of them, at most 10, if not given.',
    initial: null,
  },
  priceDeviationPct: {
    ...percent,
    min: 0.1,
    max: 20,
    label: 'First step',
    help: 'How far the price moves against the base order before the first safety order.',
    initial: 1.5,
  },
  stepScale: {
    ...factor,
    label: 'Step scale',
    help: 'Each further step is this many times the one before it.',
    initial: 1.2,
  },
  volumeScale: {
    ...factor,
    label: 'Volume scale',
    help: 'Each further safety order is this many times the one before it.',
    initial: 1.3,
  },
  deviationFrom: {
    kind: 'choice',
    label: 'Steps measured from',
    help: 'Whether steps add up from the base price, or each starts at the safety order before it.',
    options: [
      { value: 'base', label: 'Base price' },
      { value: 'previous', label: 'Previous order' },
    ],
    initial: 'base',
  },
  takeProfitPct: {
    ...percent,
    min: 0.1,
    max: 100,
    label: 'Take profit',
    help: 'Profit at which the whole position is sold.',
    initial: 1.5,
  },
  takeProfitFrom: {
    kind: 'choice',
    label: 'Profit measured on',
    help: 'On the average price of the whole position, or only on the size of the base order.',
    options: [
      { value: 'average', label: 'Average price' },
      { value: 'base', label: 'Base order' },
    ],
    initial: 'average',
  },
  takeProfitNetOfFees: {
    kind: 'flag',
    label: 'Net of fees',
    help: 'The target is placed so that the profit remains after entry and exit fees.',
    initial: true,
  },
  stopLossPct: {
    ...percent,
    min: 0.1,
    max: 95,
    nullable: true,
    label: 'Stop loss',
    help: 'Loss at which the whole position is closed. Without it only the liquidation guard limits the loss.',
    initial: 12,
  },
  stopLossFrom: {
    kind: 'choice',
    label: 'Stop measured from',
    help: 'From the average price, following every safety order, or from the base price, fixed for the deal.',
    options: [
      { value: 'average', label: 'Average price' },
      { value: 'base', label: 'Base price' },
    ],
    initial: 'average',
  },
  cooldownSec: {
    kind: 'number',
    unit: 's',
    min: 0,
    max: 604_800,
    integer: true,
    nullable: false,
    label: 'Cooldown',
    help: 'Pause between the end of a deal and the next one.',
    initial: 300,
  },
  liquidationBuffer: {
    kind: 'number',
    unit: 'fraction',
    min: 0.05,
    max: 0.5,
    nullable: false,
    label: 'Liquidation buffer',
    help: 'The position is closed when this share of the distance between liquidation and average price is left.',
    initial: 0.2,
  },
  maxDeals: {
    kind: 'number',
    unit: 'deals',
    min: 1,
    max: 1_000_000,
    integer: true,
    nullable: true,
    label: 'Number of deals',
    help: 'After this many deals no further one is opened. Empty = no limit.',
    initial: null,
  },
} as const satisfies Readonly<Record<string, SettingsField>>

export type SettingName = keyof typeof settingsFields
