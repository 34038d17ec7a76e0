import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import type { NumberField, SettingsField } from '@/lib/domain/strategies/settings-field'
import { ConditionsControl } from './conditions/conditions-control'
import type { ControlOfSetting } from './control-of-setting'
import { RowsControl } from './rows-control'

/** The input of one setting; its words, range and unit come from the strategy's own table. */
export function SettingControl({ setting, ...control }: ControlOfSetting & { setting: SettingsField }) {
  switch (setting.kind) {
    case 'number':
      return <NumberControl setting={setting} {...control} />
    case 'rows':
    case 'row':
      return <RowsControl setting={setting} {...control} />
    case 'conditions':
      return <ConditionsControl setting={setting} {...control} />
    case 'choice':
      return <ChoiceControl setting={setting} options={setting.options} {...control} />
    case 'flag':
      return <ChoiceControl setting={setting} options={yesOrNo} {...control} />
  }
}

// More of them do not stand side by side in a column of the form.
const MOST_RADIOS = 3

const yesOrNo = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

function NumberControl({
  setting,
  field,
  scope,
  value,
  error,
  quote,
  onChange,
  onBlur,
}: ControlOfSetting & { setting: NumberField }) {
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

function ChoiceControl({
  setting,
  options,
  field,
  scope,
  value,
  error,
  onChange,
}: ControlOfSetting & {
  setting: SettingsField
  options: readonly { readonly value: string; readonly label: string }[]
}) {
  if (options.length > MOST_RADIOS) {
    return (
      <Field
        name={field}
        {...(scope === undefined ? {} : { scope })}
        label={setting.label}
        help={setting.help}
        error={error}
      >
        {(control) => (
          <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    )
  }
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
