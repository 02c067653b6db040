import { requireForm } from '#core/format/bounds.ts'

/** Reads whole numbers of at most 53 bits, seven bits a byte, the lowest first: what protobuf calls a varint. */
export class VarintReader {
  readonly #subject: string
  readonly #bytes: Uint8Array
  #position = 0

  constructor(subject: string, bytes: Uint8Array) {
    this.#subject = subject
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.byteLength
  }

  /** The next number, 0 to 2^53 − 1. Throws {@link FormatError} where there is none or it is longer than it needs to be. */
  next(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.#bytes[this.#position++]
      requireForm(this.#subject, byte !== undefined, 'ends within a number')
      value += (byte & 0x7f) * factor
      requireForm(this.#subject, value <= Number.MAX_SAFE_INTEGER, 'has a number of more than 53 bits')
      if (byte < 0x80) {
        requireForm(this.#subject, byte !== 0 || factor === 1, 'has a number that is longer than it needs to be')
        return value
      }
      factor *= 128
      requireForm(this.#subject, factor <= Number.MAX_SAFE_INTEGER, 'has a number of more than 53 bits')
    }
  }

  /** The next number as one that may be negative: even ones count up, odd ones down (protobuf's zigzag). */
  nextSigned(): number {
    const value = this.next()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** The next `count` bytes. Throws {@link FormatError} where there are fewer. */
  take(count: number): Uint8Array {
    const start = this.#position
    requireForm(this.#subject, count <= this.#bytes.byteLength - start, `ends ${count} bytes behind ${start} too early`)
    this.#position += count
    return this.#bytes.subarray(start, this.#position)
  }
}

/** Bytes that numbers are added to, as {@link VarintReader} reads them. */
export class VarintWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  /** Adds a whole number, 0 to 2^53 − 1. */
  add(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.#push((rest % 0x80) + 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.#push(rest)
  }

  /** Adds a whole number that may be negative, of at most 52 bits. */
  addSigned(value: number): void {
    this.add(value < 0 ? -2 * value - 1 : 2 * value)
  }

  /** Adds bytes as they are. */
  addBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.byteLength)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.byteLength
  }

  /** What was added so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #push(byte: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = byte
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.byteLength) return
    const larger = new Uint8Array(2 * this.#bytes.byteLength + count)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
