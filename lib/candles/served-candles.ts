/** Most candles of one answer: more would keep the server from its ticks for longer than a tenth of a second. */
export const MAX_SERVED_CANDLES = 200_000

/** Media type of packed candles. */
export const PACKED = 'application/gzip'
