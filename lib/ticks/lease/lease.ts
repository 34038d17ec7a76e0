import type { Database } from '@/lib/db'
import type { Claim } from '../aggregate'
import { renewLease } from './repository'

// A lease lasts 60 s, sending needs 15 s of it: it is renewed once nearly half of it may be gone.
const RENEW_AFTER_MS = 25_000

/** A lease in the hands of its holder, who knows how long ago it was certainly still whole. */
export class Lease {
  /** `grantedAt` and `elapsed` count milliseconds on a clock that only goes forward, whatever the tick's own clock does. */
  constructor(
    private readonly db: Database,
    readonly claim: Claim,
    private grantedAt: number,
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  /** Makes sure that enough of the lease is left to send something. False = it is lost. */
  async keep(): Promise<boolean> {
    const asked = this.elapsed()
    if (asked - this.grantedAt <= RENEW_AFTER_MS) return true
    if (!(await renewLease(this.db, this.claim))) return false
    this.grantedAt = asked
    return true
  }
}
