import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a Node program and answers its exit code; signals sent to us are passed on, and it ends before we do. What it prints goes to
 * `onOutput` and `onError` where given, else to our own output.
 */
export function runNode(
  args: readonly string[],
  extraEnv: Record<string, string> = {},
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
): Promise<number> {
  const stdout = onOutput === undefined ? 'inherit' : 'pipe'
  const stderr = onError === undefined ? 'inherit' : 'pipe'
  const child = spawn(process.execPath, args, {
    stdio: ['inherit', stdout, stderr],
    env: { ...process.env, ...extraEnv },
  })
  child.stdout?.on('data', (chunk: Buffer) => onOutput?.(chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => onError?.(chunk.toString()))
  const forward = (signal: NodeJS.Signals) => void child.kill(signal)
  // A terminal sends SIGINT to the whole group, and the child ends by itself; one sent to us alone is passed on.
  const passOn = () => void setTimeout(() => child.kill('SIGTERM'), 2_000).unref()
  process.on('SIGTERM', forward).on('SIGINT', passOn)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('SIGTERM', forward).off('SIGINT', passOn)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
