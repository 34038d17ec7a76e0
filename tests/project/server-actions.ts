import ts from 'typescript'

const factories = ['publicAction', 'tenantAction', 'adminAction']

/**
 * What makes a file a danger to whoever posts to it: every function a `'use server'` file exports is a public endpoint, so
 * each must be `export const x = <factory>(...)` with a factory of lib/action, which checks origin, session and input.
 * Returns one sentence per fault; none for a file without server actions.
 */
export function serverActionFaults(path: string, code: string): string[] {
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const inline = inlineActions(file).map((line) => `line ${line} declares an action inside a function`)
  if (!startsWithUseServer(file.statements)) return inline
  const imported = importedFactories(file)
  return [...inline, ...file.statements.flatMap((statement) => faultsOfStatement(statement, imported))]
}

function faultsOfStatement(statement: ts.Statement, imported: ReadonlySet<string>): string[] {
  if (ts.isExportAssignment(statement)) return ['a default export is not made by a factory']
  if (ts.isExportDeclaration(statement)) {
    return statement.isTypeOnly ? [] : [`"${statement.getText()}" hides who made it`]
  }
  if (!isExported(statement)) return []
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return []
  if (!ts.isVariableStatement(statement)) return [`"${firstLine(statement)}" is not made by a factory`]
  return statement.declarationList.declarations
    .filter((declaration) => !isMadeByFactory(declaration, imported))
    .map((declaration) => `"${declaration.name.getText()}" is not made by a factory`)
}

function isMadeByFactory({ initializer }: ts.VariableDeclaration, imported: ReadonlySet<string>) {
  if (initializer === undefined || !ts.isCallExpression(initializer)) return false
  const { expression } = initializer
  return ts.isIdentifier(expression) && imported.has(expression.text)
}

/** The factories under their own names: an alias or a look-alike of another module does not count. */
function importedFactories(file: ts.SourceFile): ReadonlySet<string> {
  const names = file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return []
    if (statement.moduleSpecifier.text !== '@/lib/action') return []
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined || !ts.isNamedImports(bindings)) return []
    return bindings.elements.filter((element) => element.propertyName === undefined)
  })
  return new Set(names.map((element) => element.name.text).filter((name) => factories.includes(name)))
}

function inlineActions(file: ts.SourceFile): number[] {
  const lines: number[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) && startsWithUseServer(node.statements)) {
      lines.push(file.getLineAndCharacterOfPosition(node.getStart()).line + 1)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return lines
}

function startsWithUseServer(statements: ts.NodeArray<ts.Statement>) {
  for (const statement of statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) return false
    if (statement.expression.text === 'use server') return true
  }
  return false
}

function isExported(statement: ts.Statement) {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false
}

function firstLine(statement: ts.Statement) {
  return statement.getText().split('\n')[0] ?? ''
}
