import type { SweepFigures } from './figures'

/** Why a candidate was not run. `code` is the same for the same kind of fault, `message` tells this candidate's own figures. */
export type InvalidReason = { readonly code: string; readonly message: string }

/** What became of one candidate. */
export type Outcome =
  | {
      readonly kind: 'done'
      readonly inSample: SweepFigures
      readonly outOfSample: SweepFigures
      /** Returns of the days in sample. */
      readonly dailyReturns: readonly number[]
    }
  /** Its settings make no sense together, or its ladder does not pass the examination before a deal. */
  | { readonly kind: 'invalid'; readonly reasons: readonly [InvalidReason, ...InvalidReason[]] }
  /** Whoever ran it died, every time it was tried: one sentence for each time. */
  | { readonly kind: 'lost'; readonly reasons: readonly string[] }
