import { focusHeadingOf } from '@/components/layout/focus-heading-of'

const rendered = () => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  document.body.innerHTML = '<a href="/bots">Bots</a><main></main><input>'
})

const main = () => document.querySelector('main') ?? document.body
const heading = '<h1 tabindex="-1">Bots</h1>'

describe('after a change of route', () => {
  test('reading starts at the heading', () => {
    main().innerHTML = heading
    focusHeadingOf(document.body)
    expect(document.activeElement?.tagName).toBe('H1')
  })

  test('a heading that replaces a skeleton gets the focus when it comes', async () => {
    document.querySelector('a')?.focus()
    focusHeadingOf(document.body)
    expect(document.activeElement?.tagName).toBe('A')
    main().innerHTML = heading
    await rendered()
    expect(document.activeElement?.tagName).toBe('H1')
  })

  test('whoever moved on meanwhile is left alone', async () => {
    focusHeadingOf(document.body)
    document.querySelector('input')?.focus()
    main().innerHTML = heading
    await rendered()
    expect(document.activeElement?.tagName).toBe('INPUT')
  })

  test('a page that is left again no longer waits', async () => {
    const stop = focusHeadingOf(document.body)
    stop()
    main().innerHTML = heading
    await rendered()
    expect(document.activeElement).toBe(document.body)
  })
})
