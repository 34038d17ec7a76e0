import { formatInstant } from './format'
import type { TickView } from '@/lib/bots/views'

const LATE_MS = 10_000

/** How one tick went, as the strip shows it. */
export function tickState(tick: TickView): 'on-time' | 'late' | 'failed' | 'missed' {
  if (/miss|skip|coalesc/i.test(tick.outcome)) return 'missed'
  if (/fail|error|refus|abort|dead/i.test(tick.outcome)) return 'failed'
  return tick.latenessMs >= LATE_MS ? 'late' : 'on-time'
}

// Height and fill tell the states apart without their colour.
const marks = {
  'on-time': 'h-4 bg-profit/70',
  late: 'h-6 bg-warning',
  failed: 'h-7 border border-loss bg-loss-soft',
  missed: 'h-2 border border-dashed border-muted-foreground',
} as const

const words = { 'on-time': 'on time', late: 'late', failed: 'failed', missed: 'missed' } as const

/** The punctuality of the last ticks as a row of marks, oldest first, with the same facts in a sentence and in a list. */
export function TickStrip({ ticks, slots = 48 }: { ticks: readonly TickView[]; slots?: number }) {
  const shown = ticks.slice(-slots)
  const empty = Array.from({ length: slots - shown.length }, (_, index) => index)
  const faulty = shown.filter((tick) => tickState(tick) !== 'on-time')
  return (
    <div className="grid gap-2">
      <div
        role="img"
        aria-label={stripSummary(shown)}
        className="flex h-8 items-end gap-px border-b border-border-strong pb-px sm:gap-0.5"
      >
        {empty.map((index) => (
          <span key={`empty-${index}`} className="h-1 min-w-0 grow rounded-[1px] bg-border" />
        ))}
        {shown.map((tick) => (
          <span
            key={tick.at}
            title={tickTitle(tick)}
            className={`min-w-0 grow rounded-[1px] ${marks[tickState(tick)]}`}
          />
        ))}
      </div>
      <p className="text-xs leading-relaxed text-muted-foreground">{stripSummary(shown)}</p>
      {faulty.length > 0 && (
        <details className="text-xs text-muted-foreground">
          <summary className="w-fit font-medium text-foreground">Which ones</summary>
          <ul className="mt-1.5 grid gap-1">
            {faulty.map((tick) => (
              <li key={tick.at}>{tickTitle(tick)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** "48 ticks: 46 on time, 1 late, 1 failed." */
export function stripSummary(ticks: readonly TickView[]): string {
  if (ticks.length === 0) return 'No ticks yet.'
  const counted = (['on-time', 'late', 'failed', 'missed'] as const)
    .map((state) => ({ state, count: ticks.filter((tick) => tickState(tick) === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${words[state]}`)
  return `Last ${ticks.length === 1 ? 'tick' : `${ticks.length} ticks`}: ${counted.join(', ')}.`
}

function tickTitle(tick: TickView): string {
  const late = tick.latenessMs >= LATE_MS ? `, ${Math.round(tick.latenessMs / 1000)} s late` : ''
  const note = tick.note === '' ? '' : `: ${tick.note}`
  return `${formatInstant(tick.at, 'UTC')}, ${words[tickState(tick)]}${late}${note}`
}
