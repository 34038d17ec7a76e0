import type { Json } from './json'

/** One case of a vector file: what it is called, what it expects, and how the product answers it. */
export type VectorCase = {
  readonly name: string
  readonly expected: Json
  readonly answer: () => Json
  /** Whether the answer may hold figures that the case does not list. */
  readonly extras: 'allowed' | 'refused'
}
