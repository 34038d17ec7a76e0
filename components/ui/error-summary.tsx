'use client'

import { CircleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { fieldId } from './field'

export type Fault = { readonly field: string; readonly message: string }

/** Lists what a form was refused for, each entry a link to its field; takes the focus whenever a new answer arrives. */
export function ErrorSummary({
  faults,
  title = 'Please check what you entered',
  scope,
  labels = {},
}: {
  faults: readonly Fault[]
  title?: string
  scope?: string
  /** Readable names of the fields, put before their message. */
  labels?: Readonly<Record<string, string>>
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (faults.length > 0) box.current?.focus()
  }, [faults])
  if (faults.length === 0) return null
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      data-slot="error-summary"
      className="flex gap-3 rounded-xl border border-loss-line bg-loss-soft px-4 py-3 text-sm"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-loss" />
      <div className="grid gap-1.5">
        <p className="font-semibold">{title}</p>
        <ul className="grid gap-1">
          {faults.map((fault) => (
            <li key={`${fault.field} ${fault.message}`}>
              <Entry fault={fault} label={labels[fault.field]} scope={scope} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function Entry({
  fault,
  label,
  scope,
}: {
  fault: Fault
  label: string | undefined
  scope: string | undefined
}) {
  const text = label === undefined ? fault.message : `${label}: ${fault.message}`
  if (fault.field === '') return <span>{text}</span>
  const id = fieldId(fault.field, scope)
  return (
    <a
      href={`#${id}`}
      className="text-loss underline underline-offset-2"
      onClick={(event) => {
        const control = document.getElementById(id)
        if (control === null) return
        event.preventDefault()
        control.focus()
      }}
    >
      {text}
    </a>
  )
}
