import { SettingControl } from './setting-control'
import { settingText } from './json-value'
import type { StrategyForm } from './strategy-form'

export type SettingGroupsProps = {
  form: StrategyForm
  typed: Readonly<Record<string, string>>
  quote: string
  /** Tells the ids of several forms on one page apart. */
  scope?: string | undefined
  /** Full field name of a setting: `pairs.0.config.takeProfitPct`. */
  fieldOf: (name: string) => string
  /** The sentence for a setting or a part of one: `customSteps.0.size`. */
  errorOf: (path: string) => string | undefined
  /** Whether a setting or any part of it is faulty. */
  isFaulty: (name: string) => boolean
  onChange: (name: string, value: string) => void
  onBlur: (name: string) => void
}

/** All settings of a strategy: the main ones in plain sight, the finer ones folded away until they are wanted or faulty. */
export function SettingGroups(props: SettingGroupsProps) {
  const { main, finer } = props.form
  return (
    <>
      {main.map(({ title, names }) => (
        <div key={title} role="group" aria-label={title} className="grid gap-3">
          <p aria-hidden className="border-b border-border pb-1.5 text-xs font-medium text-muted-foreground">
            {title}
          </p>
          <Settings {...props} names={names} />
        </div>
      ))}
      <div className="grid gap-2">
        {finer.map((group) => (
          <Finer key={group.title} {...props} {...group} />
        ))}
      </div>
    </>
  )
}

/** Folded settings; how many of them differ from their initial value is told. */
function Finer({ title, names, ...props }: SettingGroupsProps & { title: string; names: readonly string[] }) {
  const changed = names.filter((name) => !isInitial(props, name)).length
  return (
    <details className="rounded-lg border border-border" open={names.some(props.isFaulty) || undefined}>
      <summary className="cursor-pointer px-4 py-2.5 text-sm font-medium">
        {title}
        {changed > 0 && <span className="font-normal text-muted-foreground">, {changed} changed</span>}
      </summary>
      <div className="border-t border-border p-4">
        <Settings {...props} names={names} />
      </div>
    </details>
  )
}

function isInitial({ form, typed }: SettingGroupsProps, name: string): boolean {
  const text = typed[name] ?? ''
  return text === '' || text === settingText(form.fields[name]?.initial)
}

function Settings({
  form,
  typed,
  quote,
  scope,
  names,
  fieldOf,
  errorOf,
  onChange,
  onBlur,
}: SettingGroupsProps & { names: readonly string[] }) {
  return (
    <div
      className={`grid gap-x-4 gap-y-5 @[17rem]:grid-cols-2 ${names.length === 4 ? '@3xl:grid-cols-4' : '@lg:grid-cols-3'}`}
    >
      {names.map((name) => {
        const setting = form.fields[name]
        return setting === undefined ? null : (
          <SettingControl
            key={name}
            setting={setting}
            field={fieldOf(name)}
            scope={scope}
            value={typed[name] ?? ''}
            error={errorOf(name)}
            errorAt={(path) => errorOf(`${name}.${path}`)}
            quote={quote}
            onChange={(value) => onChange(name, value)}
            onBlur={() => onBlur(name)}
          />
        )
      })}
    </div>
  )
}
