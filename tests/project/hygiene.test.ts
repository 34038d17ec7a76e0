import { basename } from 'node:path'
import { projectFiles, textOf } from './files'

const files = projectFiles()
const code = files.filter((path) => /\.(tsx?|mjs|js)$/.test(path))
const texts = files.filter((path) =>
  /\.(tsx?|mjs|js|json|md|sql|css|ya?ml|prisma|example|toml)$|(^|\/)[^.]+$/.test(path),
)
const written = texts.filter((path) => path !== 'package-lock.json')

// These files name what they look for.
const guards = (path: string) => path.startsWith('tests/project/') || path.startsWith('tests/lint/')

test('no file names a folder of the machine it was written on', () => {
  const homes = /(^|[\s'"`(=])(\/(work|root|Users|home)\/[\w.-]|[A-Z]:\\Users\\)/m
  expect(written.filter((path) => !guards(path) && homes.test(textOf(path)))).toEqual([])
})

test('configuration is read in lib/env.ts alone; starters hand on the environment they were given', () => {
  const mayRead =
    /^(lib\/env\.ts|instrumentation\.ts|[\w-]+(\.[\w-]+)*\.config\.\w+|(scripts|bench|tests)\/.*)$/
  const readers = code.filter((path) => /\bprocess\s*(\.\s*env\b|\[\s*['"]env)/.test(textOf(path)))
  expect(readers.filter((path) => !mayRead.test(path))).toEqual([])
})

test('no check is switched off and no work is left for later in a comment', () => {
  const marks =
    /eslint-disable|@ts-ignore|@ts-nocheck|prettier-ignore|istanbul ignore|\b(TODO|FIXME|XXX|HACK)\b/
  expect(code.filter((path) => !guards(path) && marks.test(textOf(path)))).toEqual([])
})

test('files and folders of code are named in kebab-case', () => {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/
  const framework = /^(\([a-z-]+\)|\[{1,2}(\.\.\.)?[a-z-]+\]{1,2}|@[a-z-]+|_[a-z-]+)$/i
  const named = files.filter((path) => /^(app|bench|components|lib|scripts|tests)\//.test(path))
  const odd = named.filter((path) =>
    path.split('/').some((part) => !kebab.test(part) && !framework.test(part)),
  )
  expect(odd).toEqual([])
})

test('a file is named for what it does: no drawers for odds and ends, no barrels', () => {
  const drawer = /^(utils?|helpers?|misc|common|shared|index)(\.\w+)+$/
  expect(code.filter((path) => drawer.test(basename(path)))).toEqual([])
  expect(code.filter((path) => /(^|\/)(utils?|helpers?|misc)\//.test(path))).toEqual([])
})
