import { inspect } from 'node:util'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { keyCheckValue, reseal, seal, unseal, type Envelope } from '@/lib/crypto'
import { loadKeyRing, parseKeyRing, type KeyRing } from '@/lib/key-ring'
import { Secret } from '@/lib/secret'

const ring: KeyRing = [{ id: 'k1', key: Buffer.alloc(32, 0x11) }]
const newer: KeyRing = [{ id: 'k2', key: Buffer.alloc(32, 0x12) }, ...ring]
const owner = { table: 'exchange_key', field: 'secret', tenantId: 'tenant_1', recordId: 'rec_1' }

const plainOf = (blob: unknown, of = owner, keys = ring) => {
  const read = unseal(blob, of, keys)
  return read.ok ? read.value.use((plain) => plain) : read.error.because
}

test('the envelope is the published vector', () => {
  const bytes = [Buffer.alloc(32, 0x22), Buffer.alloc(12, 0x33), Buffer.alloc(12, 0x44)]
  const made = seal('s3cr3t', owner, ring, () => bytes.shift() ?? Buffer.alloc(0))
  expect(made).toMatchObject({
    v: 1,
    alg: 'A256GCM',
    kekId: 'k1',
    wrapped: 'pqFwZOiwVw6QmslPhQnBCiTqLRao-6eO2mgrp4GsqAj_zP_AQ8FU6oZ-F0J3aJCt',
    ct: '4TzGEdFX',
    tag: 'y8pzVGbO-wrkHB4yfreRmg',
  })
  expect(plainOf(made)).toBe('s3cr3t')
  expect(keyCheckValue(ring[0])).toBe('1e736e376443de2a')
})

test('every text comes back whole, through JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(plainOf(JSON.parse(JSON.stringify(seal(text, owner, ring))))).toBe(text)
    }),
  )
})

test('two envelopes of one text have nothing in common', () => {
  const [a, b] = [seal('same', owner, ring), seal('same', owner, ring)]
  expect(new Set([a.iv, a.ivW, a.wrapped, a.ct, b.iv, b.ivW, b.wrapped, b.ct]).size).toBe(8)
})

test.each(['table', 'field', 'tenantId', 'recordId'] as const)(
  'an envelope moved to another %s does not open',
  (part) => {
    expect(plainOf(seal('secret', owner, ring), { ...owner, [part]: 'other' })).toBe('not-authentic')
  },
)

const cut = (text: string, bytes: number) =>
  Buffer.from(text, 'base64url').subarray(0, bytes).toString('base64url')
test.each<[string, (envelope: Envelope) => unknown, string]>([
  ['a tag cut to 4 bytes', (envelope) => ({ ...envelope, tag: cut(envelope.tag, 4) }), 'not-authentic'],
  [
    'a wrapped key cut short',
    (envelope) => ({ ...envelope, wrapped: cut(envelope.wrapped, 36) }),
    'not-authentic',
  ],
  ['other ciphertext', (envelope) => ({ ...envelope, ct: 'AAAAAAAA' }), 'not-authentic'],
  ['another key id', (envelope) => ({ ...envelope, kekId: 'k9' }), 'unknown-key'],
  ['another version', (envelope) => ({ ...envelope, v: 2 }), 'malformed'],
  ['an added field', (envelope) => ({ ...envelope, extra: 1 }), 'malformed'],
  ['nothing', () => null, 'malformed'],
  ['plain text', () => 'secret', 'malformed'],
])('%s does not open', (_what, change, because) => {
  expect(plainOf(change(seal('secret', owner, ring)))).toBe(because)
})

test('after rotation the old envelope opens, a resealed one needs only the new key, and resealing again changes nothing', () => {
  const old = seal('secret', owner, ring)
  expect(plainOf(old, owner, newer)).toBe('secret')
  const fresh = reseal(old, owner, newer)
  if (!fresh.ok) throw new Error(fresh.error.because)
  expect(plainOf(fresh.value, owner, [newer[0]])).toBe('secret')
  expect(reseal(fresh.value, owner, newer)).toEqual(fresh)
})

test('a secret printed, serialised, inspected or spread shows nothing', () => {
  const secret = new Secret('hunter2hunter2')
  const shown = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
    JSON.stringify({ ...secret }),
  ]
  expect(shown.join()).not.toContain('hunter2')
  expect(secret.use((plain) => plain.length)).toBe(14)
})

const text = Buffer.alloc(32, 1).toString('base64')
test.each([
  ['a single key', text, ['k1']],
  ['a ring, newest first', `k2:${text},k1:${text}\n`, ['k2', 'k1']],
])('it reads %s', (_what, source, ids) => {
  expect(parseKeyRing(source, 'APP_KEK').map((kek) => kek.id)).toEqual(ids)
})

test.each([
  ['short', Buffer.alloc(16).toString('base64')],
  ['empty', ''],
  ['not base64', 'x'.repeat(44)],
  ['doubled', `k1:${text},k1:${text}`],
])('a %s key is refused without being shown', (_what, source) => {
  expect(() => parseKeyRing(source, 'APP_KEK')).toThrow(/APP_KEK/)
  if (source) expect(() => parseKeyRing(source, 'APP_KEK')).not.toThrow(new RegExp(source.slice(0, 12)))
})

test('a key file that others may read is refused', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'kek-')), 'kek')
  writeFileSync(file, text, { mode: 0o600 })
  expect(loadKeyRing({ source: 'file', path: file })[0].id).toBe('k1')
  const open = `${file}-open`
  writeFileSync(open, text, { mode: 0o644 })
  expect(() => loadKeyRing({ source: 'file', path: open })).toThrow(/chmod 600/)
  expect(() => loadKeyRing({ source: 'file', path: `${file}-none` })).toThrow(/cannot be read/)
})
