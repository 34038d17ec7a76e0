/** Writes numbers into a growing buffer. Whole numbers take 7 bits a byte, so that small ones take one byte. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>
  private length = 0

  constructor(capacity: number) {
    this.bytes = new Uint8Array(Math.max(16, capacity))
  }

  byte(value: number): void {
    this.room(1)
    this.bytes[this.length++] = value
  }

  /** A whole number from 0 to 2^53 - 1. */
  whole(value: number): void {
    this.room(8)
    let rest = value
    while (rest >= 128) {
      const low = rest % 128
      this.bytes[this.length++] = low + 128
      rest = (rest - low) / 128
    }
    this.bytes[this.length++] = rest
  }

  /** A whole number of either sign, at most 2^52 - 1 away from zero. */
  signed(value: number): void {
    this.whole(value < 0 ? -2 * value - 1 : 2 * value)
  }

  double(value: number): void {
    this.room(8)
    new DataView(this.bytes.buffer).setFloat64(this.length, value, true)
    this.length += 8
  }

  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }

  private room(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const bytes = new Uint8Array(this.bytes.length * 2)
    bytes.set(this.bytes)
    this.bytes = bytes
  }
}

/** Reads what `ByteWriter` wrote. Past the end, or in a number too long to be one, every answer is NaN. */
export class ByteReader {
  private position = 0
  private readonly view: DataView

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.bytes.length - this.position
  }

  byte(): number {
    return this.bytes[this.position++] ?? NaN
  }

  whole(): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < 8; count += 1) {
      const byte = this.bytes[this.position++]
      if (byte === undefined) return NaN
      if (byte < 128) return value + byte * scale
      value += (byte - 128) * scale
      scale *= 128
    }
    return NaN
  }

  signed(): number {
    const value = this.whole()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  double(): number {
    const at = this.position
    this.position += 8
    return this.position <= this.bytes.length ? this.view.getFloat64(at, true) : NaN
  }
}
