import type { FieldFault } from '@/lib/action-state'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { InvalidSettings } from '@/lib/domain/strategies/contract'
import { parseDcaConfig, type DcaConfig } from '@/lib/domain/strategies/dca/config'
import { settingsFields as dcaFields } from '@/lib/domain/strategies/dca/settings-fields'
import { parseMartingaleConfig, type MartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import { consents, isAccepted, type Consent } from '@/lib/domain/strategies/martingale/consents'
import { settingsFields as martingaleFields } from '@/lib/domain/strategies/martingale/settings-fields'
import { isStrategyName, type StrategyName } from '@/lib/domain/strategies/registry'
import type { SettingsField } from '@/lib/domain/strategies/settings-field'

/** A strategy with its settings, read. */
export type PairSettings =
  | { readonly strategy: 'dca'; readonly config: DcaConfig }
  | { readonly strategy: 'martingale'; readonly config: MartingaleConfig }

/** Reads stored or sent settings by their strategy's own parser. */
export function readStrategySettings(
  strategy: StrategyName,
  config: unknown,
): Result<PairSettings, InvalidSettings> {
  switch (strategy) {
    case 'dca': {
      const parsed = parseDcaConfig(config)
      return parsed.ok ? ok({ strategy, config: parsed.value }) : parsed
    }
    case 'martingale': {
      const parsed = parseMartingaleConfig(config)
      return parsed.ok ? ok({ strategy, config: parsed.value }) : parsed
    }
  }
}

/** The table of a strategy's settings, by which a form's text is read. */
export const fieldsOf: Readonly<Record<StrategyName, Readonly<Record<string, SettingsField>>>> = {
  dca: dcaFields,
  martingale: martingaleFields,
}

/** What settings ask a person to type before they may be saved on an account; a ladder asks for nothing. */
export const consentsOf = (settings: PairSettings, environment: string): readonly Consent[] =>
  settings.strategy === 'martingale'
    ? consents(settings.config).filter(({ liveOnly }) => !liveOnly || environment === 'live')
    : []

/** The consents of `asked` that were not typed, each as a fault of its own field: `consents.classic`. */
export function consentFaults(asked: readonly Consent[], typed: unknown): FieldFault[] {
  const given: Readonly<Record<string, unknown>> =
    typeof typed === 'object' && typed !== null ? { ...typed } : {}
  const byCode = new Map(asked.map((consent) => [consent.code, consent]))
  return [...byCode.values()]
    .filter((consent) => !isAccepted(consent, given[consent.code]))
    .map(({ code, title, sentences, phrase }) => ({
      field: `consents.${code}`,
      message: `${title}. ${sentences.join(' ')} To go on all the same, type "${phrase}".`,
    }))
}

/** Settings of a strategy that a bot's pair stores; settings that no longer parse are a fault to be told. */
export function storedSettings(pair: {
  readonly strategy: string
  readonly config: unknown
}): Result<PairSettings, { readonly kind: 'unusable' }> {
  if (!isStrategyName(pair.strategy)) return fail({ kind: 'unusable' })
  const settings = readStrategySettings(pair.strategy, pair.config)
  return settings.ok ? settings : fail({ kind: 'unusable' })
}
