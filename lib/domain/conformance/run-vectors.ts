import { differences, type Difference } from './compare'
import type { Json } from './json'
import type { VectorCase } from './vector-case'

/** A case that differs: what was expected and what the product answered, each by the path of the figure; null where absent. */
export type ConformanceFailure = {
  readonly name: string
  readonly expected: Readonly<Record<string, Json>>
  readonly actual: Readonly<Record<string, Json>>
}

export type ConformanceReport = {
  readonly passed: number
  readonly failed: number
  readonly failures: readonly ConformanceFailure[]
}

/** Answers every case with the product's own functions and compares; a case fails as a whole at its first difference. */
export function runVectors(cases: readonly VectorCase[]): ConformanceReport {
  const failures: ConformanceFailure[] = []
  for (const { name, expected, answer, extras } of cases) {
    const found = differences(expected, answer(), extras)
    if (found.length > 0) {
      failures.push({ name, expected: column(found, 'expected'), actual: column(found, 'actual') })
    }
  }
  return { passed: cases.length - failures.length, failed: failures.length, failures }
}

/** The report as lines for people: every mismatch, then the count. */
export function printedConformance({ passed, failed, failures }: ConformanceReport): string {
  const lines = failures.flatMap(({ name, expected, actual }) =>
    Object.keys(expected).map(
      (path) =>
        `${name}: ${path}: expected ${JSON.stringify(expected[path])}, got ${JSON.stringify(actual[path])}`,
    ),
  )
  return [...lines, `${passed} passed, ${failed} failed`].join('\n')
}

const column = (found: readonly Difference[], which: 'expected' | 'actual'): Record<string, Json> =>
  Object.fromEntries(found.map((each) => [each.path === '' ? 'answer' : each.path, printable(each[which])]))

/** JSON knows neither infinity nor "not a number"; as text they are told apart from an absent figure. */
const printable = (value: Json | undefined): Json =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value ?? null)
