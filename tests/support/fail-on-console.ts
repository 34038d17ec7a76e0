// An unexpected console.error or console.warn is a failed test; a test that expects one replaces the method itself.
const unexpected: string[] = []

function record(method: 'error' | 'warn') {
  return (...parts: unknown[]) => {
    unexpected.push(`console.${method}: ${parts.map(String).join(' ')}`)
  }
}

beforeEach(() => {
  unexpected.length = 0
  jest.spyOn(console, 'error').mockImplementation(record('error'))
  jest.spyOn(console, 'warn').mockImplementation(record('warn'))
})

afterEach(() => {
  jest.restoreAllMocks()
  if (unexpected.length > 0) throw new Error(unexpected[0])
})
