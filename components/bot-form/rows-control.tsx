'use client'

import { Plus, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { FieldError, fieldId } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { RowColumn, RowsField } from '@/lib/domain/strategies/settings-field'
import type { ControlOfSetting } from './control-of-setting'
import { cellText, listText, readList, readRecord } from './json-value'

type Row = Readonly<Record<string, unknown>>

/** A setting that is a table of numbers: rows are added and removed, every cell has its own fault. */
export function RowsControl({ setting, ...control }: ControlOfSetting & { setting: RowsField }) {
  const { field, scope, value, error, onChange } = control
  const id = fieldId(field, scope)
  const single = setting.kind === 'row'
  const rows = single ? singleRow(value) : readList<Row>(value)
  const change = (next: readonly Row[]) => onChange(single ? singleText(next[0]) : listText(next))
  const blank: Row = Object.fromEntries(setting.columns.map(({ name }) => [name, '']))
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      aria-describedby={error === undefined ? undefined : `${id}-error`}
      className="col-span-full grid min-w-0 content-start gap-2 outline-none"
    >
      <legend className="mb-1 text-sm font-medium">{setting.label}</legend>
      <input type="hidden" name={field} value={value} />
      <p className="text-xs leading-relaxed text-muted-foreground">{setting.help}</p>
      {rows.map((row, index) => (
        <div key={index} className="flex flex-wrap items-start gap-2">
          {setting.columns.map((column) => (
            <Cell
              key={column.name}
              {...control}
              column={column}
              path={single ? column.name : `${index}.${column.name}`}
              label={single ? column.label : `${setting.label}, row ${index + 1}: ${column.label}`}
              text={cellText(row[column.name])}
              onText={(text) =>
                change(rows.map((each, at) => (at === index ? { ...each, [column.name]: text } : each)))
              }
            />
          ))}
          {!single && (
            <Button
              variant="ghost"
              size="sm"
              aria-label={`Remove row ${index + 1} of ${setting.label}`}
              onClick={() => change(rows.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden />
            </Button>
          )}
        </div>
      ))}
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {!single && rows.length < setting.most && (
        <div>
          <Button variant="secondary" size="sm" onClick={() => change([...rows, blank])}>
            <Plus aria-hidden />
            Add a row
          </Button>
        </div>
      )}
    </fieldset>
  )
}

function Cell({
  column,
  path,
  label,
  text,
  field,
  scope,
  quote,
  errorAt,
  onText,
  onBlur,
}: ControlOfSetting & {
  column: RowColumn
  path: string
  label: string
  text: string
  onText: (text: string) => void
}) {
  const id = fieldId(`${field}.${path}`, scope)
  const error = errorAt(path)
  return (
    <div className="grid min-w-32 flex-1 gap-1">
      <div className="relative">
        <Input
          id={id}
          aria-label={label}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          inputMode={column.integer === true ? 'numeric' : 'decimal'}
          autoComplete="off"
          placeholder={column.label}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onBlur={onBlur}
          className="pr-14 tabular-nums"
        />
        <span
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-xs text-muted-foreground"
        >
          {column.unit === 'quote' ? quote : column.unit}
        </span>
      </div>
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

const singleRow = (value: string): readonly Row[] => [readRecord(value) ?? {}]

/** A row whose cells are all empty is none. */
function singleText(row: Row | undefined): string {
  const isEmpty = Object.values(row ?? {}).every((cell) => cellText(cell).trim() === '')
  return isEmpty ? '' : JSON.stringify(row)
}
