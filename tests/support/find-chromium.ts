import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type ChromiumSource =
  | { readonly kind: 'installed'; readonly executablePath: string }
  | { readonly kind: 'packaged'; readonly packageFolder: string }

export type Machine = {
  readonly platform: NodeJS.Platform
  readonly arch: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly exists: (path: string) => boolean
}

const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  exists: existsSync,
}

/** The browser for the tests: CHROME_PATH, else an installed one, else the packaged one (Linux x64), else null. */
export function findChromium(machine: Machine = thisMachine): ChromiumSource | null {
  const named = machine.env.CHROME_PATH
  if (named) {
    if (!machine.exists(named)) throw new Error(`CHROME_PATH names no file: ${named}`)
    return { kind: 'installed', executablePath: named }
  }
  const executablePath = placesOf(machine).find(machine.exists)
  if (executablePath !== undefined) return { kind: 'installed', executablePath }
  return machine.platform === 'linux' && machine.arch === 'x64' ? packaged(machine) : null
}

function placesOf({ platform, env }: Machine): string[] {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ]
    return programs.flatMap((program) =>
      folders.flatMap((folder) => (folder ? [`${folder}\\${program}`] : [])),
    )
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

const packageFolder = join(__dirname, '../../node_modules/@sparticuz/chromium')

function packaged({ exists }: Machine): ChromiumSource | null {
  return exists(packageFolder) ? { kind: 'packaged', packageFolder } : null
}
