declare const brand: unique symbol
type Brand<T, Name extends string> = T & { readonly [brand]: Name }

export type UserId = Brand<string, 'UserId'>
export type SessionId = Brand<string, 'SessionId'>
export type ExchangeAccountId = Brand<string, 'ExchangeAccountId'>
export type BotId = Brand<string, 'BotId'>
export type PairId = Brand<string, 'PairId'>
export type DealId = Brand<string, 'DealId'>
export type OrderId = Brand<string, 'OrderId'>
export type TradeId = Brand<string, 'TradeId'>
export type BacktestId = Brand<string, 'BacktestId'>
export type CandleUploadId = Brand<string, 'CandleUploadId'>

/** The prefix that tells a reader (and a log line) what an id names. */
export type IdOf = {
  usr: UserId
  ses: SessionId
  acc: ExchangeAccountId
  bot: BotId
  pair: PairId
  deal: DealId
  ord: OrderId
  trd: TradeId
  bt: BacktestId
  upl: CandleUploadId
}
