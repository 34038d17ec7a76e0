import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const root = path.resolve(__dirname, '../../..')
const factories = new Set(['publicAction', 'tenantAction', 'adminAction'])

const filesUnder = (folder: string): string[] =>
  ts.sys.readDirectory(path.join(root, folder), ['.ts', '.tsx'])
const actionFiles = [...filesUnder('app'), ...filesUnder('components'), ...filesUnder('lib')].filter((file) =>
  /^\s*['"]use server['"]/m.test(readFileSync(file, 'utf8')),
)

/** Exports of a `'use server'` file that are not made by a factory: each would be a public endpoint without any check. */
function unguarded(text: string): string[] {
  const source = ts.createSourceFile('actions.ts', text, ts.ScriptTarget.Latest, true)
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return statement.isTypeOnly ? [] : [statement.getText()]
    if (ts.isExportAssignment(statement)) return [statement.getText()]
    const exported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (!exported || ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) return []
    if (!ts.isVariableStatement(statement)) return [statement.getText()]
    return statement.declarationList.declarations
      .filter((declaration) => !isMade(declaration))
      .map((declaration) => declaration.getText())
  })
}

const isMade = ({ initializer }: ts.VariableDeclaration): boolean =>
  initializer !== undefined &&
  ts.isCallExpression(initializer) &&
  factories.has(initializer.expression.getText())

test('every server action is made by a factory, which checks origin, session, shape and rate', () => {
  expect(actionFiles.length).toBeGreaterThan(3)
  for (const file of actionFiles) {
    const text = readFileSync(file, 'utf8')
    expect({ file, unguarded: unguarded(text) }).toEqual({ file, unguarded: [] })
    // A directive inside a function would make an endpoint that this test cannot see.
    expect(text.trimStart()).toMatch(/^['"]use server['"]/)
  }
})

test.each([
  'export async function remove(id: string) {}',
  'export const remove = async (id: string) => {}',
  'export default publicAction(form, run)',
  'export { remove } from "./remove"',
  'export const remove = wrap(publicAction(form, run))',
])('the check sees an unguarded export: %s', (text) => {
  expect(unguarded(`'use server'\n${text}`)).toHaveLength(1)
})
