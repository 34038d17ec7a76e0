/** Equity at each bar close and what the account carried there. Instants in milliseconds, money in quote. */
export class EquityCurve {
  at: Float64Array
  equity: Float64Array
  length = 0
  /** Bars in which a position was held at the close. */
  heldBars = 0
  /** Sum over all bars of margin divided by equity. */
  usedSum = 0
  mostUsed = 0
  /** Largest position value divided by equity. */
  mostExposed = 0
  /** The smallest deposit that would never have lacked margin. */
  capitalNeeded = 0

  constructor(
    capacity: number,
    private readonly deposit: number,
  ) {
    this.at = new Float64Array(capacity)
    this.equity = new Float64Array(capacity)
  }

  /** Adds one bar close. */
  add(at: number, equity: number, margin: number, notional: number): void {
    const index = this.length
    if (index === this.at.length) this.grow()
    this.at[index] = at
    this.equity[index] = equity
    this.length = index + 1
    if (notional === 0) return
    this.heldBars += 1
    const used = margin / equity
    this.usedSum += used
    if (used > this.mostUsed) this.mostUsed = used
    if (notional > this.mostExposed * equity) this.mostExposed = notional / equity
    const needed = margin + this.deposit - equity
    if (needed > this.capitalNeeded) this.capitalNeeded = needed
  }

  /** Adds `count` bar closes, those of the bars from index `start`, at which nothing is held. */
  addFlat(openTime: Float64Array, start: number, count: number, barMs: number, equity: number): void {
    const from = this.length
    while (from + count > this.at.length) this.grow()
    const { at } = this
    for (let i = 0; i < count; i++) at[from + i] = (openTime[start + i] ?? NaN) + barMs
    this.equity.fill(equity, from, from + count)
    this.length = from + count
  }

  /** Adds `count` bar closes with a position, whose equity and position value are given. The same sums as one by one, to the last bit. */
  addHeld(
    openTime: Float64Array,
    start: number,
    count: number,
    barMs: number,
    equities: Float64Array,
    notionals: Float64Array,
    margin: number,
  ): void {
    const from = this.length
    while (from + count > this.at.length) this.grow()
    const { at, equity } = this
    let { usedSum, mostUsed, mostExposed, capitalNeeded } = this
    const owed = margin + this.deposit
    for (let i = 0; i < count; i++) {
      const value = equities[i] ?? NaN
      const notional = notionals[i] ?? NaN
      at[from + i] = (openTime[start + i] ?? NaN) + barMs
      equity[from + i] = value
      const used = margin / value
      usedSum += used
      if (used > mostUsed) mostUsed = used
      if (notional > mostExposed * value) mostExposed = notional / value
      if (owed - value > capitalNeeded) capitalNeeded = owed - value
    }
    this.length = from + count
    this.heldBars += count
    this.usedSum = usedSum
    this.mostUsed = mostUsed
    this.mostExposed = mostExposed
    this.capitalNeeded = capitalNeeded
  }

  // Series whose bars do not open together have more closes than the longest of them.
  private grow(): void {
    const [at, equity] = [this.at, this.equity]
    this.at = new Float64Array(Math.max(16, at.length * 2))
    this.equity = new Float64Array(this.at.length)
    this.at.set(at)
    this.equity.set(equity)
  }
}
