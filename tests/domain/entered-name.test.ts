import fc from 'fast-check'
import { enteredName } from '@/lib/domain/entered-name'

test.each([
  ['  BTC ladder ', 'BTC ladder'],
  ['Gro\u0308\u00dfe', 'Gr\u00f6\u00dfe'],
  ['\u202egnol\u202c', 'gnol'],
  ['a\u200bb\ufeffc', 'abc'],
  ['👩‍👩‍👧‍👦 family', '👩‍👩‍👧‍👦 family'],
  ['台灣 🦊', '台灣 🦊'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
])('%p is kept as %p', (typed, name) => expect(enteredName(typed, 60)).toEqual({ ok: true, value: name }))

test.each([
  [undefined, 'missing'],
  [' \u200b ', 'missing'],
  [7, 'not-text'],
  [{}, 'not-text'],
  ['x'.repeat(61), 'too-long'],
  ['🦊'.repeat(61), 'too-long'],
  ['line\nbreak', 'unstorable'],
  ['zero\u0000', 'unstorable'],
  ['half \udc00', 'unstorable'],
])('%p is refused as %s', (typed, kind) => {
  expect(enteredName(typed, 60)).toMatchObject({ ok: false, error: { kind } })
})

test('sixty characters fit, whatever they weigh in UTF-16', () => {
  expect(enteredName('🦊'.repeat(60), 60)).toMatchObject({ ok: true })
})

test('every name that is taken can be stored, is not too long, and is taken again unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
      const name = enteredName(typed, 40)
      if (!name.ok) return
      expect(name.value).not.toMatch(/[\p{Cs}\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      expect([...name.value].length).toBeLessThanOrEqual(40)
      expect(enteredName(name.value, 40)).toEqual(name)
    }),
  )
})
