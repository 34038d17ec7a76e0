import type { Side } from '@/lib/domain/perpetuals/instrument'

/** One pair of a run configuration, as the configuration file of a back-test has it. */
export type RunPair = {
  symbol: string
  side: Side
  leverage: number
  strategy: string
  config: Record<string, unknown>
}

/** How a pair is named where one of several is meant: `BTC/USDT:USDT long`. */
export const pairName = ({ symbol, side }: Pick<RunPair, 'symbol' | 'side'>): string => `${symbol} ${side}`
