/** Raised whenever the same input may give another result: new fill rules, another order of events, a repaired formula. */
export const ENGINE_VERSION = 1
