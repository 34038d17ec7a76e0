import { useId, type ReactNode } from 'react'
import { glossary, type GlossaryTerm } from './glossary'

/**
 * A trading term, underlined where a page uses it first; pressing it opens its explanation. The popover is the browser's own: it works
 * without scripts, by keyboard and by touch, and Escape closes it.
 */
export function Term({ name, children }: { name: GlossaryTerm; children?: ReactNode }) {
  const id = useId()
  const { title, text } = glossary[name]
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        data-slot="term"
        style={{ anchorName: anchorOf(id) }}
        className="cursor-help rounded-xs text-left underline decoration-muted-foreground decoration-dotted underline-offset-3 hover:decoration-foreground hover:decoration-solid"
      >
        {children ?? title}
      </button>
      <span
        id={id}
        popover="auto"
        role="note"
        style={{ positionAnchor: anchorOf(id) }}
        className="term-note max-w-72 rounded-xl border border-border bg-card px-3.5 py-2.5 text-left text-xs leading-relaxed font-normal tracking-normal whitespace-normal text-foreground normal-case shadow-overlay"
      >
        <strong className="font-semibold">{title}.</strong> {text}
      </span>
    </>
  )
}

// React's ids may hold characters that a style name may not.
const anchorOf = (id: string): string => `--term${id.replaceAll(/[^\w-]/g, '')}`
