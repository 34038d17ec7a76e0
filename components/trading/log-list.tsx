import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { AbsoluteTime, RelativeTime, ZoneName } from '@/components/ui/relative-time'
import { Select } from '@/components/ui/select'
import type { LogView } from '@/lib/bots/views'
import { pairName } from './format'

const levels = {
  info: { word: 'Info', icon: Info, mark: 'text-muted-foreground' },
  warn: { word: 'Warning', icon: TriangleAlert, mark: 'text-warning' },
  error: { word: 'Error', icon: CircleAlert, mark: 'text-loss' },
} as const

/** What the bot decided and why, newest first; a reason that repeats is one entry with its count. */
export function LogList({ entries }: { entries: readonly LogView[] }) {
  return (
    <ol className="divide-y divide-border" aria-label="Log, newest first">
      {entries.map((entry) => (
        <LogEntry key={entry.id} entry={entry} />
      ))}
    </ol>
  )
}

function LogEntry({ entry }: { entry: LogView }) {
  const level = levels[entry.level]
  const Icon = level.icon
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 px-5 py-3 text-sm sm:grid-cols-[auto_6.5rem_1fr_auto]">
      <span className="mt-0.5">
        <Icon aria-hidden className={`size-4 ${level.mark}`} />
        <span className="sr-only">{level.word}</span>
      </span>
      <span className="text-xs leading-5 text-muted-foreground tabular-nums max-sm:col-start-2">
        <AbsoluteTime at={entry.at} />
      </span>
      <span className="leading-relaxed break-words max-sm:col-start-2">
        {entry.pair && <span className="mr-2 font-medium">{pairName(entry.pair)}</span>}
        {entry.message}
      </span>
      {entry.repeats > 1 && (
        <span className="text-xs leading-5 whitespace-nowrap text-muted-foreground max-sm:col-start-2">
          × {entry.repeats}, last <RelativeTime at={entry.lastAt} />
        </span>
      )}
    </li>
  )
}

/** Filter of the log as a plain GET form: it keeps its state in the address and needs no JavaScript. */
export function LogFilter({ action, level, text }: { action: string; level: string; text: string }) {
  return (
    <form action={action} method="get" role="search" className="flex flex-wrap items-end gap-2 px-5 py-3">
      <input type="hidden" name="tab" value="log" />
      <label className="grid gap-1 text-xs text-muted-foreground">
        Level
        <Select name="level" defaultValue={level} className="w-40">
          <option value="">All levels</option>
          <option value="warn">Warnings and errors</option>
          <option value="error">Errors</option>
        </Select>
      </label>
      <label className="grid min-w-40 grow gap-1 text-xs text-muted-foreground sm:max-w-72">
        Text
        <Input name="text" type="search" defaultValue={text} placeholder="take profit" maxLength={100} />
      </label>
      <Button type="submit" variant="secondary" className="h-10">
        Filter
      </Button>
      <p className="ml-auto self-center text-xs text-muted-foreground sm:self-end sm:pb-2.5">
        Times in <ZoneName />
      </p>
    </form>
  )
}
