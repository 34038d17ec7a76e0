import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const root = join(__dirname, '../..')

const generated = ['node_modules', '.git', '.next', '.data', 'generated', 'coverage', 'next-env.d.ts', '.env']

/** Every file of the project, relative to its root with `/`: what git has or would take, or all files of a copy without git. */
export function projectFiles(): string[] {
  if (!existsSync(join(root, '.git'))) return filesBelow(root)
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (generated.includes(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [relative(root, path).replaceAll(sep, '/')]
  })
}
