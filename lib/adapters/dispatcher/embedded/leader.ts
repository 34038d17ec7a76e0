/** The row that says which loop leads. All times are the database's: a clock that jumps cannot make two leaders. */
export interface LeaderRow {
  /** Takes or renews the lead and shows life; false while another holder's term runs. */
  renew(holder: string, termSec: number): Promise<boolean>
  /** Ends an own term at once, so that a successor need not wait. */
  release(holder: string): Promise<void>
}

export const leaderTermSec = 15
export const leaderRenewMs = 5_000

/** Whether this loop leads, known without asking the database between two renewals. */
export class Leadership {
  private leadsUntil = 0
  private renewAt = 0

  constructor(
    private readonly row: LeaderRow,
    private readonly holder: string,
    /** A monotonic clock in milliseconds. */
    private readonly now: () => number,
    private readonly timing = { termSec: leaderTermSec, renewMs: leaderRenewMs },
  ) {}

  /** Renews when it is time; throws when the database cannot be reached. */
  async check(): Promise<boolean> {
    const asked = this.now()
    if (asked < this.renewAt) return asked < this.leadsUntil
    const leads = await this.row.renew(this.holder, this.timing.termSec)
    this.renewAt = asked + this.timing.renewMs
    // Counted from before the question: our idea of the term must end before the database's does.
    this.leadsUntil = leads ? asked + this.timing.termSec * 1000 : 0
    return leads
  }

  async release(): Promise<void> {
    this.leadsUntil = 0
    await this.row.release(this.holder)
  }
}
