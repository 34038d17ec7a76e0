import { writeFileSync } from 'node:fs'

/** Writes `{ passed, failed }` into the file named by TEST_COUNTS_FILE; a test file that does not load is one failure. */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TEST_COUNTS_FILE
    if (!file) return
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    }
    writeFileSync(file, JSON.stringify(counts))
  }
}
