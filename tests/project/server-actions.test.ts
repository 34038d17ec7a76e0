import { projectFiles, textOf } from './files'
import { serverActionFaults } from './server-actions'

const imported = `'use server'\nimport { adminAction, tenantAction } from '@/lib/action'\n`

test('every server action of the product is made by a factory that authorizes it', () => {
  const sources = projectFiles().filter((path) => /^(app|components|lib)\/.*\.tsx?$/.test(path))
  const faults = sources.flatMap((path) =>
    serverActionFaults(path, textOf(path)).map((fault) => `${path}: ${fault}`),
  )
  expect(faults).toEqual([])
})

test.each([
  ['a bare function', `'use server'\nexport async function stopBot(id: string) {}`],
  ['a bare arrow function', `${imported}export const stopBot = async () => {}`],
  [
    'a function declared beside a proper action',
    `${imported}export const a = tenantAction(f, r)\nexport async function b() {}`,
  ],
  [
    'a second declaration in one statement',
    `${imported}export const a = tenantAction(f, r), b = async () => {}`,
  ],
  ['a default export', `${imported}export default tenantAction(form, run)`],
  ['a renamed export', `${imported}const stop = async () => {}\nexport { stop }`],
  ['a re-export of a whole module', `'use server'\nexport * from './service'`],
  [
    'a factory of its own',
    `'use server'\nconst tenantAction = (run) => run\nexport const a = tenantAction(run)`,
  ],
  [
    'a factory of another module',
    `'use server'\nimport { tenantAction } from './mine'\nexport const a = tenantAction(run)`,
  ],
  [
    'another function under the name of a factory',
    `'use server'\nimport { other as tenantAction } from '@/lib/action'\nexport const a = tenantAction(run)`,
  ],
  ['a factory that is wrapped', `${imported}export const a = open(tenantAction(form, run))`],
  ['a factory that is not called', `${imported}export const a = tenantAction`],
  ['an exported class', `${imported}export class Stop {}`],
  [
    'an action inside a component',
    `export function Page() {\n  async function stop() {\n    'use server'\n  }\n  return stop\n}`,
  ],
  ['an action inside an arrow function', `export const stop = async () => {\n  'use server'\n}`],
  ['the directive after another one', `'use strict'\n'use server'\nexport async function stop() {}`],
])('%s is refused', (_what, code) => {
  expect(serverActionFaults('app/bots/actions.ts', code)).toHaveLength(1)
})

test.each([
  ['an action made by a factory', `${imported}export const stopBot = tenantAction(form, run)`],
  ['several actions', `${imported}export const a = tenantAction(f, r)\nexport const b = adminAction(f, r)`],
  [
    'a function that is not exported',
    `${imported}async function load() {}\nexport const a = tenantAction(f, load)`,
  ],
  ['an exported type', `${imported}export type Form = { id: string }\nexport type { Other } from './form'`],
  ['a file without server actions', `export async function stopBot(id: string) {}`],
])('%s is accepted', (_what, code) => {
  expect(serverActionFaults('app/bots/actions.ts', code)).toEqual([])
})
