import { Alert } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { consents, isAccepted, type Consent } from '@/lib/domain/strategies/martingale/consents'
import type { MartingaleConfig } from '@/lib/domain/strategies/martingale/config'

/** What settings ask a person to accept in writing before they are saved: plainly what they do, and a phrase to type. */
export function SettingsConsents({
  settings,
  isLive,
  scope,
  typed,
  errorOf,
  onChange,
}: {
  settings: readonly Pick<MartingaleConfig, 'mode' | 'addWhenCritical'>[]
  /** Real money is at stake. */
  isLive: boolean
  scope?: string | undefined
  /** What was typed, by the consent's code. */
  typed: Readonly<Record<string, string>>
  errorOf: (field: string) => string | undefined
  onChange: (typed: Readonly<Record<string, string>>) => void
}) {
  return [...new Map(settings.flatMap(consents).map((consent) => [consent.code, consent])).values()].map(
    (consent) => (
      <div key={consent.code} className="grid gap-3">
        <Alert tone="warning" title={consent.title}>
          <ul className="grid list-disc gap-1 pl-4">
            {consent.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Alert>
        {(isLive || !consent.liveOnly) && (
          <Phrase
            {...{ consent, scope }}
            text={typed[consent.code] ?? ''}
            error={errorOf(fieldOf(consent))}
            onText={(text) => onChange({ ...typed, [consent.code]: text })}
          />
        )}
      </div>
    ),
  )
}

const fieldOf = ({ code }: Consent): string => `consents.${code}`

function Phrase({
  consent,
  scope,
  text,
  error,
  onText,
}: {
  consent: Consent
  scope: string | undefined
  text: string
  error: string | undefined
  onText: (text: string) => void
}) {
  const help = isAccepted(consent, text) ? 'Accepted.' : 'Without it these settings are not saved.'
  return (
    <Field
      name={fieldOf(consent)}
      {...(scope === undefined ? {} : { scope })}
      label={`Type "${consent.phrase}" to accept this`}
      error={error}
      help={help}
    >
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  )
}
