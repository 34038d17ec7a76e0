export type DatabaseStartProblem =
  'unsupported' | 'no-user' | 'not-writable' | 'disk-full' | 'in-use' | 'failed' | 'timeout'

/** Why the built-in database could not be started; the message is one to print to the operator as it is. */
export class DatabaseStartError extends Error {
  constructor(
    readonly problem: DatabaseStartProblem,
    message: string,
  ) {
    super(message)
    this.name = 'DatabaseStartError'
  }
}
