import type { DecisionDifference, JournalFindings } from '@/lib/domain/journal/verify'
import type { JournalCheck } from './check-journal'

/** One line of a report: what was looked at, whether it holds, and what was found. */
export type ReportedCheck = { readonly name: string; readonly ok: boolean; readonly detail: string }

export type JournalReport = { readonly ok: boolean; readonly checks: readonly ReportedCheck[] }

/** The report of a bot's journal; `code` is the program that checks. */
export function reportOfCheck({ findings, first, head, orders }: JournalCheck, code: string): JournalReport {
  const { checked, unexplained, example } = orders
  return reportOf([
    ...reportedFindings(findings, { first, last: head.sequence, hash: head.hash }, code),
    {
      name: 'orders',
      ok: unexplained === 0,
      detail:
        unexplained === 0
          ? `${counted(checked)} of ${counted(checked)} orders come from a decision in the journal.`
          : `${counted(unexplained)} of ${counted(checked)} orders come from no decision in the journal, the first: ${example ?? ''}.`,
    },
  ])
}

export const reportOf = (checks: readonly ReportedCheck[]): JournalReport => ({
  ok: checks.every(({ ok }) => ok),
  checks,
})

/** The entries that were looked at, and the hash after the last of them. */
export type Extent = { readonly first: number; readonly last: number; readonly hash: string }

/** What was found about chain and decisions. */
export function reportedFindings(findings: JournalFindings, extent: Extent, code: string): ReportedCheck[] {
  const { chainFault, entries, identical, difference } = findings
  return [
    { name: 'chain', ok: chainFault === null, detail: chainFault?.message ?? unbroken(findings, extent) },
    {
      name: 'decisions',
      ok: difference === null,
      detail: [
        `${counted(identical)} of ${counted(entries)} identical.`,
        ...(difference === null ? [] : [differenceSentence(difference), ...versions(findings, code)]),
      ].join(' '),
    },
  ]
}

function unbroken({ entries, firstAt, lastAt }: JournalFindings, { first, last, hash }: Extent): string {
  if (entries === 0) return 'The journal is empty.'
  const span = `${shownInstant(firstAt)} to ${shownInstant(lastAt)}`
  return `Entries ${counted(first)} to ${counted(last)} (${span}) are linked without a gap. Hash of the newest: ${hash}.`
}

/** The first difference: which decision, and what was decided then and now. */
export const differenceSentence = ({ sequence, at, symbol, side, message }: DecisionDifference): string =>
  `The first that differs is entry ${counted(sequence)} of ${shownInstant(at)}, ${symbol} ${side}: ${message}.`

/** A decision of another program may rightly differ: the reader is told whose it was. */
function versions({ differing }: JournalFindings, code: string): string[] {
  return [...differing].map(([version, count]) =>
    version === code
      ? `${counted(count)} taken by this version (${code}).`
      : `${counted(count)} taken by another version of the program, ${version}; this is ${code}.`,
  )
}

export const counted = (count: number): string => count.toLocaleString('en-US')

export const shownInstant = (at: number | null): string =>
  at === null ? 'never' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
