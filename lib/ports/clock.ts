/** Where "now" comes from: the system, or a replay that sets it. Milliseconds since the epoch. */
export interface Clock {
  now(): number
  /** A virtual clock is never corrected by the database's. */
  readonly virtual: boolean
}
