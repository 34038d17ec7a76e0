import 'server-only'
import type { FieldFault } from '@/lib/action-state'
import type { Tenant } from '@/lib/auth/tenant'
import { uploadOf, type Upload } from '@/lib/candles/uploads/repository'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { canonicalSymbol } from '@/lib/domain/symbols'
import type { ReplayConfig } from '@/lib/replay/config'
import type { FormPair, SourceChoice } from './read-backtest-form'
import type { BacktestData } from './request'

export type Located = {
  readonly source: BacktestData['source']
  readonly pairs: ReplayConfig['pairs']
  readonly faults: readonly FieldFault[]
}

type Found = Omit<Located, 'pairs'> & { readonly pairs: readonly FormPair[] }

/** Finds the market of every pair where its candles are to come from; what is not found, or taken twice, is a fault of its field. */
export async function locatePairs(
  tenant: Tenant,
  source: SourceChoice,
  pairs: readonly FormPair[],
): Promise<Located> {
  const found = await find(tenant, source, pairs)
  return {
    ...found,
    pairs: found.pairs.map(({ index: _, ...pair }) => pair),
    faults: [...found.faults, ...takenTwice(found.pairs)],
  }
}

function find(tenant: Tenant, source: SourceChoice, pairs: readonly FormPair[]): Promise<Found> | Found {
  if (source.kind === 'files') return findFiles(tenant, source.ids, pairs)
  if (source.kind === 'exchange') {
    // Whether the exchange lists it is told by the loading, which asks it anyway.
    return { source, ...named(pairs, spelledSymbol, 'Write the market like BTC/USDT:USDT.') }
  }
  const listed = [...simulatedInstruments.values()].map(({ instrument }) => instrument)
  const find = (typed: string) => canonicalSymbol(typed, listed)
  return { source, ...named(pairs, find, 'The simulated market has no such market.') }
}

function named(pairs: readonly FormPair[], find: (typed: string) => string | null, message: string) {
  const found = pairs.map((pair) => ({ pair, symbol: find(pair.symbol) }))
  return {
    pairs: found.map(({ pair, symbol }) => ({ ...pair, symbol: symbol ?? pair.symbol })),
    faults: found.flatMap(({ pair, symbol }) =>
      symbol === null ? [{ field: `pairs.${pair.index}.symbol`, message }] : [],
    ),
  }
}

function spelledSymbol(typed: string): string | null {
  const symbol = typed.trim().toUpperCase()
  return /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}:[A-Z0-9]{1,20}$/.test(symbol) ? symbol : null
}

function takenTwice(pairs: readonly FormPair[]): FieldFault[] {
  return pairs.flatMap(({ index, symbol, side }) => {
    const first = pairs.find((other) => other.symbol === symbol && other.side === side)
    if (first === undefined || first.index === index) return []
    return [
      { field: `pairs.${index}.symbol`, message: `Pair ${first.index + 1} has the same market and side.` },
    ]
  })
}

type File = Extract<BacktestData['source'], { kind: 'files' }>['files'][string]

async function findFiles(
  tenant: Tenant,
  ids: readonly (string | null)[],
  pairs: readonly FormPair[],
): Promise<Found> {
  const files: Record<string, File> = {}
  const faults: FieldFault[] = []
  const found: FormPair[] = []
  for (const pair of pairs) {
    const id = ids[pair.index] ?? null
    const file = id === null ? null : await uploadOf(tenant, id)
    found.push({ ...pair, symbol: file?.symbol ?? pair.symbol })
    const message = file === null ? 'Choose one of your files.' : clash(files, file)
    if (message !== null) faults.push({ field: `files.${pair.index}`, message })
    else if (file !== null) files[file.symbol] = { id: file.id, name: file.name, barMs: file.barMs }
  }
  return { source: { kind: 'files', files }, pairs: found, faults }
}

/** Why a file does not go together with those of the pairs before; null where it does. */
function clash(files: Readonly<Record<string, File>>, file: Upload): string | null {
  const other = files[file.symbol]
  if (other !== undefined && other.id !== file.id) {
    return `Another pair takes ${file.symbol} from "${other.name}"; one market has one file.`
  }
  const isOther = Object.values(files).some(({ barMs }) => barMs !== file.barMs)
  return isOther ? 'All files of one back-test need candles of the same length.' : null
}
