/** A fault of what a command was given, told in one sentence and without a stack. */
export class InputFault extends Error {}

/** Ends a command that failed: the sentence of an input fault, the whole of anything else, and exit code 1. */
export function failCommand(error: unknown): void {
  console.error(error instanceof InputFault ? error.message : error)
  process.exitCode = 1
}
