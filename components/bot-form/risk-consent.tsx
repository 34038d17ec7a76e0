import { Alert } from '@/components/ui/alert'
import { Field, FieldError, fieldId } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Switch } from '@/components/ui/switch'
import { consentReasons, CONSENT_PHRASE } from '@/lib/domain/risk/risk-reading'
import type { RiskState } from './lookback/lookback'

export type ConsentDraft = { readonly typed: string; readonly startUnread: boolean }

/** What has to be read, and above a threshold typed, before a bot starts; the figures go with the form. A draft asks for nothing. */
export function RiskConsent({
  risk,
  start,
  draft,
  faults,
  onChange,
}: {
  risk: RiskState
  start: boolean
  draft: ConsentDraft
  faults: ReadonlyMap<string, string>
  onChange: (draft: ConsentDraft) => void
}) {
  const reading = risk.kind === 'read' ? risk.reading : null
  const reasons = reading === null ? [] : consentReasons(reading)
  return (
    <>
      <input type="hidden" name="riskReading" value={reading === null ? '' : JSON.stringify(reading)} />
      {start && risk.kind === 'computing' && (
        <p
          id={fieldId('startUnread')}
          tabIndex={-1}
          className="text-xs leading-relaxed text-muted-foreground"
        >
          The risk of these settings is being read. Starting waits for it.
        </p>
      )}
      {start && risk.kind === 'none' && (
        <div id={fieldId('startUnread')} tabIndex={-1} className="grid gap-1.5 outline-none">
          <Switch
            name="startUnread"
            checked={draft.startUnread}
            onChange={(event) => onChange({ ...draft, startUnread: event.target.checked })}
            label="Start without the risk figures"
            help="There are none for these settings yet, so nobody has shown you what they can lose."
          />
          {faults.has('startUnread') && <FieldError>{faults.get('startUnread')}</FieldError>}
        </div>
      )}
      {start && reasons.length > 0 && (
        <div className="grid gap-3">
          <Alert tone="warning" title="Read this before you start">
            <ul className="grid list-disc gap-1 pl-4">
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </Alert>
          <Field
            name="riskConsent"
            label={`To start, type: ${CONSENT_PHRASE}`}
            error={faults.get('riskConsent')}
            help="Kept in the audit log together with the figures above."
          >
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                value={draft.typed}
                onChange={(event) => onChange({ ...draft, typed: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </>
  )
}
