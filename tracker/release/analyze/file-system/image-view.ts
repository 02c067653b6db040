import { FormatError } from '#core/errors.ts'

/** Little-endian numbers of bytes that may be hostile. Every read outside of them throws {@link FormatError}. */
export class ImageView {
  readonly #subject: string
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(subject: string, bytes: Uint8Array) {
    this.#subject = subject
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get byteLength(): number {
    return this.#bytes.byteLength
  }

  u8(offset: number): number {
    this.#require(offset, 1)
    return this.#view.getUint8(offset)
  }

  u16(offset: number): number {
    this.#require(offset, 2)
    return this.#view.getUint16(offset, true)
  }

  u32(offset: number): number {
    this.#require(offset, 4)
    return this.#view.getUint32(offset, true)
  }

  /** A number of 64 bits. One of more than 53 is outside of every image, and so is refused where it is used as an offset. */
  u64(offset: number): number {
    this.#require(offset, 8)
    return Number(this.#view.getBigUint64(offset, true))
  }

  take(offset: number, bytes: number): Uint8Array {
    this.#require(offset, bytes)
    return this.#bytes.subarray(offset, offset + bytes)
  }

  hex(offset: number, bytes: number): string {
    return bufferOf(this.take(offset, bytes)).toString('hex')
  }

  /** A name, whatever bytes it has; those that are no UTF-8 become replacement characters. */
  text(offset: number, bytes: number): string {
    return bufferOf(this.take(offset, bytes)).toString('utf8')
  }

  #require(offset: number, bytes: number): void {
    const end = offset + bytes
    if (Number.isSafeInteger(end) && offset >= 0 && bytes >= 0 && end <= this.byteLength) return
    throw new FormatError(this.#subject, `points to ${bytes} bytes at ${offset}, but has ${this.byteLength}`)
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
