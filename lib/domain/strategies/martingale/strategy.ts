import type { Strategy } from '@/lib/domain/strategies/contract'
import { parseMartingaleConfig, type MartingaleConfig } from './config'
import { decide } from './decide'
import { needs } from './market-signals'

/** Opens small, adds while it loses, takes profit on the average; in the original's way or with its faults mended. */
export const martingale: Strategy<MartingaleConfig> = {
  name: 'martingale',
  parseConfig: parseMartingaleConfig,
  decide,
  needs,
}
