import type { DecimalRange } from '@/lib/domain/decimal-input'

/** Parts of a form, in the order in which it asks for them. */
export const settingSections = ['capital', 'ladder', 'profit', 'stop', 'opening', 'limits', 'safety'] as const

export type SettingSection = (typeof settingSections)[number]

export type SettingUnit =
  'candles' | 'quote' | '%' | 's' | 'h' | '×' | 'orders' | 'deals' | 'fraction' | 'price'

type Described = {
  readonly label: string
  readonly help: string
  readonly section: SettingSection
  /** Most bots never touch it: the form keeps it folded. */
  readonly advanced?: boolean
}

/** A setting that is a number. `initial` is what a new bot starts with; null = has to be typed (or, if nullable, "none"). */
export type NumberField = DecimalRange &
  Described & {
    readonly kind: 'number'
    readonly unit: SettingUnit
    readonly nullable: boolean
    readonly initial: number | null
  }

export type ChoiceField = Described & {
  readonly kind: 'choice'
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly initial: string
}

export type FlagField = Described & { readonly kind: 'flag'; readonly initial: boolean }

/** One column of a table that a setting is made of. */
export type RowColumn = DecimalRange & {
  readonly name: string
  readonly label: string
  readonly unit: SettingUnit
}

/** A setting that is a list of rows of numbers, or one such row; none = null. */
export type RowsField = Described & {
  readonly kind: 'rows' | 'row'
  readonly columns: readonly RowColumn[]
  readonly most: number
  readonly initial: readonly Readonly<Record<string, number>>[] | Readonly<Record<string, number>> | null
}

/** A setting that is a list of conditions (`lib/domain/strategies/dca/conditions`). */
export type ConditionsField = Described & { readonly kind: 'conditions'; readonly initial: readonly [] }

export type SettingsField = NumberField | ChoiceField | FlagField | RowsField | ConditionsField
