'use client'

import * as dca from '@/lib/domain/strategies/dca/presets'
import * as martingale from '@/lib/domain/strategies/martingale/presets'
import { settingsAsText, typedSettings, type PairDraft } from './draft'

type Chosen = Pick<PairDraft, 'leverage' | 'config'>
type ShownPreset = {
  readonly label: string
  readonly summary: string
  readonly leverage: number
  readonly settings: Chosen
}

/** Ready-made settings of the pair's strategy; those of a ladder are scaled to the capital that stands in the form. */
export function PresetPicker({
  pair,
  onChange,
}: {
  pair: PairDraft
  onChange: (change: Partial<PairDraft>) => void
}) {
  const shown = pair.strategy === 'dca' ? ladders(pair) : martingales()
  return (
    <div className="grid gap-2">
      <p className="text-sm font-medium">
        Start from a preset{' '}
        <span className="font-normal text-muted-foreground">and change what you like</span>
      </p>
      <div
        className={`grid gap-2 sm:grid-cols-2 ${shown.length === 3 ? '@2xl:grid-cols-3' : '@2xl:grid-cols-4'}`}
      >
        {shown.map(({ label, summary, leverage, settings }) => (
          <button
            key={label}
            type="button"
            onClick={() => onChange(settings)}
            aria-pressed={isChosen(pair, settings)}
            className="grid cursor-pointer aria-pressed:border-primary aria-pressed:bg-primary-soft content-start gap-1 rounded-lg border border-border-strong bg-card px-3.5 py-3 text-left shadow-raised transition-colors hover:border-primary hover:bg-primary-soft"
          >
            <span className="flex items-baseline justify-between gap-2 text-sm font-semibold">
              {label}
              <span className="text-xs font-normal text-muted-foreground">{leverage}×</span>
            </span>
            <span className="text-xs leading-relaxed text-muted-foreground">{summary}</span>
          </button>
        ))}
      </div>
    </div>
  )
}

function ladders(pair: PairDraft): ShownPreset[] {
  const typed = Number(pair.config.allocatedCapital)
  const capital = Number.isFinite(typed) && typed > 0 ? typed : 1000
  return (Object.keys(dca.presets) as dca.PresetName[]).map((name) => ({
    ...dca.presets[name],
    settings: chosen(dca.presets[name].leverage, typedSettings(dca.presetFor(name, capital))),
  }))
}

const martingales = (): ShownPreset[] =>
  (Object.keys(martingale.presets) as martingale.PresetName[]).map((name) => ({
    ...martingale.presets[name],
    settings: chosen(martingale.presets[name].leverage, settingsAsText(martingale.presetFor(name))),
  }))

const chosen = (leverage: number, config: PairDraft['config']): Chosen => ({
  leverage: String(leverage),
  config,
})

/** Whether the form stands exactly as the preset would set it. */
const isChosen = (pair: PairDraft, { leverage, config }: Chosen): boolean =>
  pair.leverage === leverage && Object.keys(config).every((name) => pair.config[name] === config[name])
