import { render, screen } from '@testing-library/react'
import { HealthWord } from '@/components/layout/health-word'

const original = globalThis.fetch

afterEach(() => {
  globalThis.fetch = original
})

const answering = (body: unknown, status = 200) => {
  globalThis.fetch = () => Promise.resolve({ ok: status === 200, status, json: async () => body } as Response)
}

test.each([
  [{ status: 'ok' }, 200, 'OK'],
  [{ status: 'stale', faults: ['dispatcher-late'] }, 503, 'Delayed'],
  [{ status: 'down' }, 503, 'Down'],
  ['something else', 200, 'Down'],
])('a platform that answers %p with %d is shown as "%s"', async (body, status, word) => {
  answering(body, status)
  render(<HealthWord />)
  expect(await screen.findByText(word)).toBeInTheDocument()
})

test('a platform that cannot be reached is down', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('no network'))
  render(<HealthWord />)
  expect(await screen.findByText('Down')).toBeInTheDocument()
})
