import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

/** A table with its caption in its own focusable box: a wide one scrolls there and never moves the page. */
export function Table({
  caption,
  showCaption = false,
  className,
  children,
  ...props
}: Omit<ComponentProps<'table'>, 'children'> & {
  caption: string
  showCaption?: boolean
  children: ReactNode
}) {
  return (
    <div
      data-slot="table-box"
      role="region"
      aria-label={caption}
      // A scrolling box must be reachable by keyboard.
      tabIndex={0}
      className="relative w-full overflow-x-auto rounded-lg"
    >
      <table data-slot="table" className={cn('w-full border-collapse text-sm', className)} {...props}>
        <caption className={showCaption ? 'pb-2 text-left text-xs text-muted-foreground' : 'sr-only'}>
          {caption}
        </caption>
        {children}
      </table>
    </div>
  )
}

export function TableHead({ className, ...props }: ComponentProps<'thead'>) {
  return <thead data-slot="table-head" className={cn('border-b border-border', className)} {...props} />
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody data-slot="table-body" className={cn('divide-y divide-border', className)} {...props} />
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return <tr data-slot="table-row" className={cn('hover:bg-muted/50', className)} {...props} />
}

type CellProps = { numeric?: boolean }

/** Column heading. `numeric` aligns right. */
export function TableHeader({ className, numeric = false, ...props }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      data-slot="table-header"
      scope="col"
      className={cn(
        'px-3 py-2 text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-5 last:pr-5',
        numeric ? 'text-right' : 'text-left',
        className,
      )}
      {...props}
    />
  )
}

/** A cell. `numeric` aligns right with tabular figures. */
export function TableCell({ className, numeric = false, ...props }: ComponentProps<'td'> & CellProps) {
  return (
    <td
      data-slot="table-cell"
      className={cn(
        'px-3 py-2.5 align-top first:pl-5 last:pr-5',
        numeric && 'text-right whitespace-nowrap tabular-nums',
        className,
      )}
      {...props}
    />
  )
}
