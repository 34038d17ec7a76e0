import { z } from 'zod'
import { textOf } from './files'

const versions = z.record(z.string(), z.string()).default({})
const packageEntry = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  inBundle: z.boolean().optional(),
})
type Packages = Record<string, z.infer<typeof packageEntry>>

const lockfile = z.object({ packages: z.record(z.string(), packageEntry) })
const manifest = packageEntry.extend({ overrides: versions })

const { packages } = lockfile.parse(JSON.parse(textOf('package-lock.json')))
const { dependencies, devDependencies, optionalDependencies, overrides } = manifest.parse(
  JSON.parse(textOf('package.json')),
)

const entry = (over: Partial<Packages[string]> = {}) => packageEntry.parse(over)

test('every binary for another platform is in the lockfile, so that a Mac or Windows machine gets its own', () => {
  expect(missingOptionalPackages(packages)).toEqual([])
})

test('an optional package without an entry is noticed', () => {
  const swc = entry({ optionalDependencies: { '@next/swc-darwin-arm64': '1.0.0' } })
  expect(missingOptionalPackages({ 'node_modules/next': swc })).toEqual([
    'node_modules/next: @next/swc-darwin-arm64',
  ])
})

test.each([
  ['beside the package', 'node_modules/@next/swc-darwin-arm64'],
  ['below the package', 'node_modules/next/node_modules/@next/swc-darwin-arm64'],
])('an optional package %s is found', (_where, path) => {
  const swc = entry({ optionalDependencies: { '@next/swc-darwin-arm64': '1.0.0' } })
  expect(missingOptionalPackages({ 'node_modules/next': swc, [path]: entry() })).toEqual([])
})

test('an optional package below a foreign package does not count', () => {
  const swc = entry({ optionalDependencies: { fsevents: '1.0.0' } })
  const packagesOfTwo = { 'node_modules/a': swc, 'node_modules/b/node_modules/fsevents': entry() }
  expect(missingOptionalPackages(packagesOfTwo)).toEqual(['node_modules/a: fsevents'])
})

test('every dependency is pinned to one exact version', () => {
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides }
  const ranges = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))
  expect(ranges).toEqual([])
})

test('the lockfile was made from this package.json', () => {
  expect(packages['']).toMatchObject({ dependencies, devDependencies, optionalDependencies })
})

test('the lockfile names no download host, so that it installs from any registry', () => {
  expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([])
})

test('every package is held by a checksum', () => {
  const unchecked = Object.entries(packages).filter(([path, { integrity, inBundle }]) => {
    return path !== '' && integrity === undefined && inBundle !== true
  })
  expect(unchecked.map(([path]) => path)).toEqual([])
})

function missingOptionalPackages(locked: Packages): string[] {
  return Object.entries(locked).flatMap(([path, { optionalDependencies: wanted }]) =>
    Object.keys(wanted)
      .filter((name) => !placesSeenFrom(path).some((place) => `${place}node_modules/${name}` in locked))
      .map((name) => `${path}: ${name}`),
  )
}

/** Where Node looks for a package needed by the one at `path`: inside it, then outwards. */
function placesSeenFrom(path: string): string[] {
  if (path === '') return ['']
  return [`${path}/`, ...placesSeenFrom(path.slice(0, path.lastIndexOf('node_modules/')).replace(/\/$/, ''))]
}
