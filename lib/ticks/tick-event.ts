/** Something a tick did that its log should tell, beside the reason it ended with. */
export type TickEvent = {
  readonly pairId: string
  readonly level: 'info' | 'warn' | 'error'
  readonly code: string
  readonly message: string
  readonly context: Readonly<Record<string, unknown>>
}
