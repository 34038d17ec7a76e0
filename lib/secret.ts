/** A text that must not end up in a log, an answer or an error: printed, serialised or inspected it reads `[secret]`. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }

  /** Lends the text to `work`; keep neither it nor anything that holds it. */
  use<T>(work: (plain: string) => T): T {
    return work(this.#value)
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}
