export type PromptRun = {
  readonly nextRunAt: Date
  /** The tick key that may run although it is not on the bot's grid. */
  readonly promptKey: bigint
}

/** When a bot should tick after its owner changed something: this very second, or the first one no tick has used. */
export function promptRun(bot: { readonly lastKey: number }, now: number): PromptRun {
  const key = Math.max(Math.floor(now / 1000), bot.lastKey + 1)
  return { nextRunAt: new Date(key * 1000), promptKey: BigInt(key) }
}
