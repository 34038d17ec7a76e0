// Holds the architecture: who may import whom, what the domain may touch, where configuration is read.
// tests/lint feeds every rule below a snippet that breaks it. Two traps when editing:
//  - A later block that sets a rule REPLACES the options of an earlier one. `imports`, `syntax` and `properties`
//    therefore repeat what must hold everywhere; blocks run from general to special.
//  - `no-restricted-imports` does not see `import()` or `import('x').Type`; the `lazy` selectors do.
import { defineConfig, globalIgnores } from 'eslint/config'
import nextVitals from 'eslint-config-next/core-web-vitals'
import nextTypescript from 'eslint-config-next/typescript'

const code = '**/*.{ts,tsx}'
const product = ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.{ts,tsx}', '*.ts']

/** A module reached by its alias or by a relative path. */
const ours = (path) => `^(@/|(\\.{1,2}/)+)${path}`
const web = { regex: ours('(app|components)/'), message: 'lib never imports the web layer.' }
const routes = { regex: ours('app/'), message: 'A component takes a server action or data as a prop.' }
const adapters = {
  regex: `${ours('(lib/)?')}adapters/`,
  message: 'Only lib/server.ts picks adapters; import the port.',
}
const root = { regex: `${ours('(lib/)?')}server$`, message: 'Adapters and ports do not know who picks them.' }
const prisma = {
  regex: `^(@prisma/|prisma$|pg$)|${ours('generated/')}`,
  message: 'Only lib/db.ts, a repository.ts or the store of an adapter reaches the database driver.',
}
const client = {
  regex: ours('(lib/)?db$'),
  importNames: ['db', 'createDatabase'],
  message: 'Queries live in a repository.ts, where each takes its tenant.',
}
const queries = {
  regex: `${ours('lib/')}(db$|.*/repository$)`,
  message: 'The web layer reads through views.ts and acts through service.ts.',
}
const vendorNames = '(ccxt|stripe|viem|nodemailer|rate-limiter-flexible|@upstash|@polymarket)(/|$)'
const vendors = { regex: `^${vendorNames}`, message: 'Only lib/adapters imports a vendor SDK.' }
const authName = '(next-auth|@auth)(/|$)'
const nextAuth = { regex: `^${authName}`, message: 'Only lib/auth and its routes import next-auth.' }
const pino = { regex: '^pino', message: 'Log through @/lib/log, which redacts.' }
const nodeProcess = { regex: '^(node:)?process$', message: 'Read configuration from @/lib/env.' }
const pure = {
  regex: '^(?!\\./|@/lib/domain/|decimal\\.js$|zod$)',
  message: 'lib/domain is pure: it imports only itself, decimal.js and zod.',
}
const portsOnly = {
  regex: '^(?!\\./|@/lib/(domain|ports)/|decimal\\.js$|zod$)',
  message: 'A port speaks our words: it imports only ports and the domain.',
}
const imports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] })

const lazy = (pattern, message) => {
  const source = `/^${pattern.replaceAll('/', '\\x2F')}/` // a selector ends its pattern at the first slash
  return [
    { selector: `ImportExpression[source.value=${source}]`, message },
    { selector: `TSImportType[source.value=${source}]`, message },
  ]
}
const lazyPrisma = lazy('(@prisma/|pg$)', prisma.message)
const lazyVendor = lazy(vendorNames, vendors.message)
const lazyAuth = lazy(authName, nextAuth.message)
const always = [
  {
    selector: "[type=/^(MemberExpression|Property)$/] > Identifier[name='constructEventWithoutVerification']",
    message: 'A Stripe event is only what its signature proves.',
  },
]
const syntax = (...selectors) => ({ 'no-restricted-syntax': ['error', ...always, ...selectors] })

const env = { object: 'process', property: 'env', message: 'Read configuration from @/lib/env.' }
const float = {
  object: 'Number',
  property: 'parseFloat',
  message: 'It accepts "1x". Parse with zod, money with Decimal.',
}
const now = { object: 'Date', property: 'now', message: 'Take the time as an argument.' }
const random = { object: 'Math', property: 'random', message: 'Take randomness as an argument.' }
const properties = (...entries) => ({ 'no-restricted-properties': ['error', ...entries] })
const globals = (...names) => ({
  'no-restricted-globals': ['error', { name: 'parseFloat', message: float.message }, ...names],
})

const clockless = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: now.message },
  { selector: "CallExpression[callee.name='Date']", message: now.message },
]
const machineless = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length>1]",
    message: "It reads the machine's time zone: use Date.UTC.",
  },
  {
    selector:
      'CallExpression[callee.property.name=/^([gs]et(Date|Day|FullYear|Hours|Minutes|Month)|getTimezoneOffset)$/]',
    message: "It reads the machine's time zone: use the UTC methods.",
  },
  {
    selector: "CallExpression[callee.property.name=/^toLocale/]:not([arguments.0.type='Literal'])",
    message: "It reads the machine's locale: name one.",
  },
]
const loadsNothing = ['ImportExpression', 'TSImportType', "CallExpression[callee.name='require']"].map(
  (selector) => ({ selector, message: 'lib/domain loads nothing at run time.' }),
)

/** Rules that need types: the lint test turns them off where its snippets are not files of a project. */
export const typeAwareRules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/await-thenable': 'error',
  // `return promise` inside try skips the catch: a failed order would look like a bug far away.
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
}

const reachesDatabase = [
  'lib/db.ts',
  'lib/**/repository.ts',
  'lib/adapters/database/**/*.ts',
  'lib/adapters/exchange/paper/store.ts',
  'lib/adapters/dispatcher/embedded/store.ts',
]

export default defineConfig([
  ...asErrors(nextVitals),
  ...asErrors(nextTypescript),
  globalIgnores(['.next/**', '.data/**', 'next-env.d.ts', 'generated/**', 'coverage/**']),
  // A rule that can be switched off in a comment is a suggestion.
  { linterOptions: { noInlineConfig: true } },
  {
    name: 'every file',
    files: [code],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...typeAwareRules,
      ...syntax(),
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': true },
      ],
      'react/no-unstable-nested-components': 'error',
    },
  },
  {
    name: 'product',
    files: product,
    rules: {
      ...properties(env, float),
      ...globals(),
      ...syntax(...lazyPrisma, ...lazyVendor, ...lazyAuth),
      ...imports(adapters, prisma, vendors, nextAuth, pino, nodeProcess),
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    name: 'routes',
    files: ['app/**/*.{ts,tsx}'],
    rules: imports(adapters, prisma, queries, vendors, nextAuth, pino, nodeProcess),
  },
  {
    name: 'components',
    files: ['components/**/*.{ts,tsx}'],
    rules: imports(adapters, prisma, queries, routes, vendors, nextAuth, pino, nodeProcess),
  },
  {
    name: 'lib',
    files: ['lib/**/*.{ts,tsx}'],
    rules: imports(web, adapters, prisma, client, vendors, nextAuth, pino, nodeProcess),
  },
  {
    name: 'composition root',
    files: ['lib/server.ts'],
    rules: imports(web, prisma, vendors, nextAuth, pino, nodeProcess),
  },
  {
    name: 'database',
    files: reachesDatabase,
    rules: {
      ...imports(web, adapters, vendors, nextAuth, pino, nodeProcess),
      ...syntax(...lazyVendor, ...lazyAuth),
    },
  },
  {
    name: 'adapters',
    files: ['lib/adapters/**/*.ts'],
    rules: {
      ...imports(web, root, prisma, client, nextAuth, pino, nodeProcess),
      ...syntax(...lazyPrisma, ...lazyAuth),
    },
  },
  {
    name: 'adapters that own tables',
    files: reachesDatabase.filter((path) => path.startsWith('lib/adapters/')),
    rules: { ...imports(web, root, nextAuth, pino, nodeProcess), ...syntax(...lazyAuth) },
  },
  {
    name: 'authentication',
    files: ['lib/auth/**/*.{ts,tsx}'],
    ignores: reachesDatabase,
    rules: {
      ...imports(web, adapters, prisma, client, vendors, pino, nodeProcess),
      ...syntax(...lazyPrisma, ...lazyVendor),
    },
  },
  {
    name: 'authentication routes',
    files: ['app/api/auth/**/*.ts', 'middleware.ts'],
    rules: {
      ...imports(adapters, prisma, queries, vendors, pino, nodeProcess),
      ...syntax(...lazyPrisma, ...lazyVendor),
    },
  },
  {
    name: 'virtual time',
    // Replays and the demo's history run these at a time that is not the machine's.
    files: ['lib/{bots,deals,ticks}/**/*.ts'],
    ignores: ['lib/**/repository.ts'],
    rules: {
      ...properties(env, float, now),
      ...syntax(...clockless, ...lazyPrisma, ...lazyVendor, ...lazyAuth),
    },
  },
  {
    name: 'virtual time of what is stored',
    files: ['lib/{bots,deals,ticks}/**/repository.ts'],
    rules: { ...properties(env, float, now), ...syntax(...clockless, ...lazyVendor, ...lazyAuth) },
  },
  { name: 'log', files: ['lib/log.ts'], rules: imports(web, adapters, prisma, vendors, nextAuth) },
  {
    name: 'environment',
    // Next replaces NEXT_RUNTIME in instrumentation.ts at build time; configuration files run before lib/env can.
    files: ['lib/env.ts', '*.config.ts', 'instrumentation.ts'],
    rules: properties(float),
  },
  { name: 'ports', files: ['lib/ports/**/*.ts'], rules: imports(portsOnly) },
  {
    name: 'domain',
    files: ['lib/domain/**/*.ts'],
    rules: {
      ...imports(pure),
      ...syntax(...loadsNothing, ...clockless, ...machineless),
      ...properties(env, float, now, random),
      ...globals(
        ...['fetch', 'process', 'console', 'crypto', 'performance', 'globalThis', 'global', 'window', 'self'],
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
        ...[
          'document',
          'navigator',
          'localStorage',
          'sessionStorage',
          'WebSocket',
          'XMLHttpRequest',
          'Buffer',
        ],
      ),
    },
  },
  {
    name: 'tests',
    files: ['tests/**/*.{ts,tsx}'],
    rules: {
      ...syntax(
        {
          selector:
            "CallExpression[callee.object.name='jest'][callee.property.name=/^(mock|doMock|setMock)$/][arguments.0.value=/^(@\\x2F|\\.)/]",
          message: 'Our own modules are not mocked; pass a fake behind a port.',
        },
        {
          selector: "MemberExpression[object.name=/^(test|it|describe)$/][property.name='only']",
          message: 'It silently skips every other test.',
        },
      ),
      // A type that must not compile is asserted with a described expectation.
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description' },
      ],
    },
  },
])

/** A warning that does not fail the command is not read. */
function asErrors(configs) {
  const raise = (setting) =>
    setting === 'warn'
      ? 'error'
      : Array.isArray(setting) && setting[0] === 'warn'
        ? ['error', ...setting.slice(1)]
        : setting
  return configs.map((config) =>
    config.rules
      ? {
          ...config,
          rules: Object.fromEntries(
            Object.entries(config.rules).map(([name, setting]) => [name, raise(setting)]),
          ),
        }
      : config,
  )
}
