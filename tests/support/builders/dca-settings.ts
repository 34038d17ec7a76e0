import { parseDcaConfig, type DcaConfig } from '@/lib/domain/strategies/dca/config'

/** Initial settings with these changes; nothing halts a pair after its stops unless a test asks for it. */
export function dcaSettings(changes: Partial<DcaConfig>): DcaConfig {
  const initial = parseDcaConfig({ allocatedCapital: 1_000, haltAfterStops: null })
  if (!initial.ok) throw new Error('the initial settings are not usable')
  return { ...initial.value, ...changes }
}
