import { genesisOf } from '@/lib/domain/journal/chain'
import {
  JournalVerifier,
  type Bind,
  type ChainPlace,
  type JournalFindings,
} from '@/lib/domain/journal/verify'
import { fail, ok, type Result } from '@/lib/domain/result'
import { z } from 'zod'
import { sha256 } from './digest'
import { linkEntry, type DecidedPair } from './link-entry'

/**
 * A journal as a file: one JSON document a line. The first names what the decisions are of, then come settings (once each, before their
 * first entry) and entries, each with the hash of the chain after it, and the last line says how many there are: a file that was cut
 * off lacks it.
 */
export class JournalFileWriter {
  private place: ChainPlace
  private readonly named = new Set<string>()

  constructor(
    private readonly write: (line: string) => void,
    subject: string,
    private readonly code: string,
  ) {
    this.place = { sequence: 0, hash: genesisOf(sha256, subject) }
    write(JSON.stringify({ journal: FORMAT, subject }))
  }

  /** Writes a decision at once: its facts may change afterwards. `at` in milliseconds since the epoch. */
  add(decided: DecidedPair, at: number): void {
    const moment = { tickKey: Math.floor(at / 1_000), at, code: this.code }
    const { text, settings, place } = linkEntry(this.place, decided, moment)
    if (!this.named.has(settings.hash)) {
      this.named.add(settings.hash)
      this.write(JSON.stringify({ settings: settings.hash, content: settings.content }))
    }
    this.write(`{"entry":${text},"hash":"${place.hash}"}`)
    this.place = place
  }

  end(): void {
    const { sequence, hash } = this.place
    this.write(JSON.stringify({ entries: sequence, hash }))
  }
}

const FORMAT = 1

export type FileCheck = { readonly findings: JournalFindings; readonly head: ChainPlace }

export type NoJournal = { readonly kind: 'no-journal'; readonly message: string }

/** Checks a journal file line by line; `no-journal` when it does not begin as one. */
export async function checkJournalFile(
  lines: AsyncIterable<string>,
  bind?: Bind,
): Promise<Result<FileCheck, NoJournal>> {
  let verifier: JournalVerifier | null = null
  let head: ChainPlace = { sequence: 0, hash: '' }
  let ended = false
  for await (const line of lines) {
    if (verifier === null) {
      const first = header.safeParse(parsed(line))
      if (!first.success) return fail({ kind: 'no-journal', message: 'It does not begin like a journal.' })
      head = { sequence: 0, hash: genesisOf(sha256, first.data.subject) }
      verifier = new JournalVerifier(sha256, head, bind)
      continue
    }
    if (ended) verifier.fault(head.sequence + 1, 'comes after the end of the journal')
    const entry = ENTRY.exec(line)
    if (entry !== null) {
      verifier.add(entry[1] ?? '')
      head = { sequence: head.sequence + 1, hash: entry[2] ?? '' }
      verifier.expect(head)
      continue
    }
    ended = takeOther(verifier, head, parsed(line)) || ended
  }
  if (verifier === null) return fail({ kind: 'no-journal', message: 'It is empty.' })
  if (!ended) verifier.fault(head.sequence + 1, 'is missing: the file has no end')
  return ok({ findings: verifier.findings(), head })
}

/** Takes a line that is no entry; true when it is the last one. */
function takeOther(verifier: JournalVerifier, head: ChainPlace, value: unknown): boolean {
  const settings = named.safeParse(value)
  if (settings.success) {
    verifier.addSettings(settings.data.settings, settings.data.content)
    return false
  }
  const end = closing.safeParse(value)
  if (end.success) verifier.expect({ sequence: end.data.entries, hash: end.data.hash })
  else verifier.fault(head.sequence + 1, 'cannot be read')
  return end.success
}

// The canonical text is linked as it stands in the file, not as it might be written again.
const ENTRY = /^\{"entry":(.*),"hash":"([0-9a-f]{64})"\}$/s

const header = z.strictObject({ journal: z.literal(FORMAT), subject: z.string() })
const named = z.strictObject({ settings: z.string(), content: z.string() })
const closing = z.strictObject({ entries: z.number(), hash: z.string() })

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return null
  }
}
