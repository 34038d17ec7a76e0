import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import {
  settingsFields,
  type SettingName,
  type SettingsField,
} from '@/lib/domain/strategies/dca/settings-fields'

/** The input of one setting; its words, range and unit come from the strategy's own table. */
export function SettingControl({
  name,
  field,
  scope,
  value,
  error,
  quote,
  onChange,
  onBlur,
}: {
  name: SettingName
  /** Full field name: `pairs.0.config.takeProfitPct`. */
  field: string
  /** Tells the ids of several forms on one page apart. */
  scope?: string | undefined
  value: string
  error: string | undefined
  quote: string
  onChange: (value: string) => void
  onBlur: () => void
}) {
  const setting: SettingsField = settingsFields[name]
  if (setting.kind === 'number') {
    return (
      <Field
        name={field}
        {...(scope === undefined ? {} : { scope })}
        label={setting.label}
        help={setting.help}
        error={error}
        suffix={setting.unit === 'quote' ? quote : setting.unit}
      >
        {(control) => (
          <Input
            {...control}
            inputMode={setting.integer === true ? 'numeric' : 'decimal'}
            autoComplete="off"
            value={value}
            placeholder={setting.nullable ? 'none' : undefined}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onBlur}
            className="tabular-nums"
          />
        )}
      </Field>
    )
  }
  const options =
    setting.kind === 'choice'
      ? setting.options
      : [
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]
  return (
    <div className="grid content-start gap-1.5">
      <RadioGroup
        name={field}
        {...(scope === undefined ? {} : { scope })}
        legend={setting.label}
        options={options}
        value={value}
        onValueChange={onChange}
        error={error}
      />
      <p className="text-xs leading-relaxed text-muted-foreground">{setting.help}</p>
    </div>
  )
}
