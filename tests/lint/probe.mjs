// Lints the snippets given on stdin and prints, for each, the rules it breaks. A process of its own: the ESLint class
// cannot load a flat configuration inside Jest.
import { text } from 'node:stream/consumers'
import { ESLint } from 'eslint'
import { typeAwareRules } from '../../eslint.config.mjs'

/** @type {readonly { path: string, code: string, typed?: boolean }[]} */
const snippets = JSON.parse(await text(process.stdin))

const withoutTypes = new ESLint({
  overrideConfig: [
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parserOptions: { projectService: false } },
      rules: Object.fromEntries(Object.keys(typeAwareRules).map((name) => [name, 'off'])),
    },
  ],
})
const typedPaths = [...new Set(snippets.filter((snippet) => snippet.typed).map((snippet) => snippet.path))]
const withTypes = new ESLint({
  overrideConfig: [
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parserOptions: { projectService: { allowDefaultProject: typedPaths } } },
    },
  ],
})

const results = []
for (const { path, code, typed } of snippets) {
  const [result] = await (typed ? withTypes : withoutTypes).lintText(code, { filePath: path })
  results.push(result.messages.map((message) => message.ruleId ?? `fatal: ${message.message}`))
}
process.stdout.write(JSON.stringify(results))
