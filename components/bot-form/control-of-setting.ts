/** What every control of a setting is given. */
export type ControlOfSetting = {
  /** Full field name: `pairs.0.config.takeProfitPct`. */
  field: string
  /** Tells the ids of several forms on one page apart. */
  scope?: string | undefined
  /** The setting as text; tables and conditions as JSON. */
  value: string
  error: string | undefined
  /** The sentence for a part of the setting, by its path: `0.profitPct`. */
  errorAt: (path: string) => string | undefined
  quote: string
  onChange: (value: string) => void
  onBlur: () => void
}
