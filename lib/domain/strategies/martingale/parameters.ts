/** A part of the position to close once the margin share is above a threshold. `abovePct` in percent of balance, `part` a fraction. */
export type ReduceStep = { readonly abovePct: number; readonly part: number }

/**
 * What both modes size and judge by (trading reference 3.1). All shares are fractions of the balance and count MARGIN, not position
 * value; a return (ROI) is unrealised profit over margin.
 */
export type MartingaleParameters = {
  /** Margin of the first order. */
  readonly beginSizeOfBalance: number
  /** Margin share up to which it adds whatever the loss, and from which it takes profit. */
  readonly buyUntilLimit: number
  /** Unrealised profit over balance that must be exceeded before any profit is taken. */
  readonly profitThreshold: number
  /** Return above which the whole position is closed. */
  readonly profitPnl: number
  /** Cap on the margin share of all pairs together; 0 = none (classic only). */
  readonly maxMarginPct: number
  /** Return below which a loss is averaged. Negative. */
  readonly addBelowRoi: number
  /** How far a safe decline may stretch `buyUntilLimit`. */
  readonly slowDeclineAllowance: number
  readonly marginWarningLevel: number
  readonly criticalMarginLevel: number
  /** Ascending by threshold. Classic walks them upward, so that only the first is ever reached; corrected walks them down. */
  readonly reduceSteps: readonly ReduceStep[]
  /** Share of the cap from which entries shrink. */
  readonly taperStart: number
}

/** The figures the original procedure ships with. */
export const originalParameters: MartingaleParameters = {
  beginSizeOfBalance: 0.006,
  buyUntilLimit: 0.02,
  profitThreshold: 0.003,
  profitPnl: 0.1,
  maxMarginPct: 0.5,
  addBelowRoi: -0.05,
  slowDeclineAllowance: 1.5,
  marginWarningLevel: 1.5,
  criticalMarginLevel: 2,
  reduceSteps: [
    { abovePct: 7.5, part: 0.33 },
    { abovePct: 10, part: 0.5 },
  ],
  taperStart: 0.7,
}
