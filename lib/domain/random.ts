// Held here because these are the hottest calls of a simulation and a sandboxed global object answers slowly.
const { imul, log, sqrt } = Math

/** A source of numbers in [0, 1). */
export type Random = () => number

/** Mixes two 32-bit words into one; every bit of the result depends on every bit of both (finaliser of MurmurHash3). */
export function mix32(a: number, b: number): number {
  let h = imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ imul(b + 0x7f4a7c15, 0xc2b2ae35)
  h = imul(h ^ (h >>> 16), 0x85ebca6b)
  h = imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A 32-bit hash of a text. */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = mix32(h, text.charCodeAt(i))
  return h
}

/** Mulberry32: 32 bits of state, quick to seed. For short streams; long ones of different seeds would overlap. */
export function mulberry32(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = imul(state ^ (state >>> 15), 1 | state)
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Sfc32 (Chris Doty-Humphrey): 128 bits of state, for long streams that must not overlap. */
export function sfc32(seed: string): Random {
  let a = hash32(`a${seed}`) | 0
  let b = hash32(`b${seed}`) | 0
  let c = hash32(`c${seed}`) | 0
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  // The first outputs still show the seed's pattern.
  for (let i = 0; i < 12; i++) next()
  return next
}

/** Standard normal numbers from a uniform source (Marsaglia's polar method). */
export function normals(random: Random): Random {
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const value = spare
      spare = null
      return value
    }
    for (;;) {
      const x = 2 * random() - 1
      const y = 2 * random() - 1
      const s = x * x + y * y
      if (s >= 1 || s === 0) continue
      const scale = sqrt((-2 * log(s)) / s)
      spare = y * scale
      return x * scale
    }
  }
}
