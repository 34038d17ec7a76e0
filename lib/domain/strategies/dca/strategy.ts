import type { Strategy } from '@/lib/domain/strategies/contract'
import { parseDcaConfig, type DcaConfig } from './config'
import { decide } from './decide'
import { needs } from './needs'
import { quiet } from './quiet'

/** The ladder strategy: a base order, safety orders below it (above, for short), one take profit and one stop. */
export const dca: Strategy<DcaConfig> = { name: 'dca', parseConfig: parseDcaConfig, decide, needs, quiet }
