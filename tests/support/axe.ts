import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

export type Violation = {
  readonly rule: string
  readonly impact: string
  readonly help: string
  readonly elements: readonly string[]
}

const script = readFileSync(join(__dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8')

/** WCAG 2.2, levels A and AA, and the levels it contains. */
const options: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
}

/** What an axe audit (WCAG 2.2 AA) finds on the page as it stands: empty when it is clean. About one second a page. */
export async function violationsOf(page: Page): Promise<Violation[]> {
  // Evaluated, not added as a script element: the page's content security policy stays as it is.
  await page.evaluate(script)
  const results = await page.evaluate<AxeResults, RunOptions>(
    (chosen) => (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(chosen),
    options,
  )
  return results.violations.map(({ id, impact, help, nodes }) => ({
    rule: id,
    impact: impact ?? 'unknown',
    help,
    elements: nodes.map((node) => node.target.join(' ')),
  }))
}
