import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export type Holder = {
  child: ChildProcess
  answer: { url: string; pid: number; adopted: boolean; error?: string }
  /** Ends it in order: the database is stopped first. */
  release(): Promise<void>
  /** `kill -9`, which leaves the database running. */
  kill(): Promise<void>
}

/** Starts a separate program that starts the database of a folder and holds it, and answers what that program printed. */
export async function holdDatabase(dataDir: string, options: SpawnOptions = {}): Promise<Holder> {
  const command = ['--conditions=react-server', '--import', 'tsx', 'tests/support/hold-database.ts', dataDir]
  const child = spawn(process.execPath, command, { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const line = await firstLine(child)
  return {
    child,
    answer: JSON.parse(line) as Holder['answer'],
    release: async () => {
      child.stdin?.end()
      await exited
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child
  if (stdout === null) throw new Error('the holder has no output')
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve)
    child.once('exit', (code) =>
      setImmediate(() => reject(new Error(`the holder ended with ${String(code)}`))),
    )
  })
}
