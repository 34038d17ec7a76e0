'use client'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { objectiveNames, objectives } from '@/lib/domain/sweep/objective'
import type { SweepDraft } from './draft'

/** How combinations are chosen, by what they are ranked, and how much of the time they are ranked on. */
export function MethodFields({
  draft,
  errorOf,
  onChange,
}: {
  draft: SweepDraft
  errorOf: (field: string) => string | undefined
  onChange: (change: Partial<SweepDraft>) => void
}) {
  return (
    <div className="grid gap-4">
      <RadioGroup
        name="method"
        legend="Combinations"
        value={draft.method}
        onValueChange={(method) => onChange({ method })}
        options={[
          { value: 'grid', label: 'All of them' },
          { value: 'random', label: 'Some, by chance' },
        ]}
      />
      {draft.method === 'random' && (
        <div className="grid grid-cols-2 gap-3">
          <Field name="candidates" label="How many" error={errorOf('candidates')}>
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={draft.candidates}
                onChange={(event) => onChange({ candidates: event.target.value })}
              />
            )}
          </Field>
          <Field name="drawSeed" label="Seed" help="The same seed draws the same ones.">
            {(control) => (
              <Input
                {...control}
                value={draft.drawSeed}
                onChange={(event) => onChange({ drawSeed: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
      <Field name="objective" label="Rank by" help={objectives[draft.objective].help}>
        {(control) => (
          <Select
            {...control}
            value={draft.objective}
            onChange={(event) => {
              const objective = objectiveNames.find((name) => name === event.target.value)
              if (objective !== undefined) onChange({ objective })
            }}
          >
            {objectiveNames.map((name) => (
              <option key={name} value={name}>
                {objectives[name].label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        name="inSamplePct"
        label="Choose on the first"
        help="The rest of the time is kept out of the choice and only checks it."
      >
        {(control) => (
          <Select
            {...control}
            value={draft.inSamplePct}
            onChange={(event) => onChange({ inSamplePct: event.target.value })}
          >
            {['50', '60', '70', '80', '90'].map((percent) => (
              <option key={percent} value={percent}>
                {percent} % of the time
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}
