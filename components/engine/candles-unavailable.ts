/** The candles of a run could not be had; the message is a sentence for the user. */
export class CandlesUnavailable extends Error {
  override readonly name = 'CandlesUnavailable'
}
