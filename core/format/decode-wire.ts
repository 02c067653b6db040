import { isUtf8 } from 'node:buffer'
import { FormatError, messageOf } from '#core/errors.ts'
import { requireMajor } from '#core/format/bounds.ts'

/** How the fields of a protobuf message are written, by field number. Fields that are not listed are ignored. */
export interface WireForm {
  readonly [field: number]: FieldForm
}

/**
 * How one field is written. `major` is a uint32 that says which format the rest has: it is judged before
 * anything behind it is looked at, as a newer format may put something else there.
 */
export type FieldForm = 'major' | 'uint32' | 'uint64' | 'bool' | 'double' | 'text' | 'bytes' | WireForm

/** A message as it came, its form, and the decoder that protons wrote for it. */
export interface EncodedMessage<Wire> {
  readonly bytes: Uint8Array
  readonly form: WireForm
  readonly decode: (bytes: Uint8Array) => Wire
}

/** Reads a protobuf message. Throws {@link FormatError} unless it is well-formed and of its form. */
export function decodeWire<Wire>(subject: string, { bytes, form, decode }: EncodedMessage<Wire>): Wire {
  requireWireForm(subject, bytes, form)
  try {
    return decode(bytes)
  } catch (cause) {
    throw malformed(subject, messageOf(cause), { cause })
  }
}

/**
 * Refuses what protons would read in its own way: a field of another wire type, a message that ends behind the
 * one around it, a varint that is longer than it needs to be or over its bound, text that is no UTF-8, and
 * groups, which recurse. Two implementations read the same signed bytes alike only if both refuse these.
 */
function requireWireForm(subject: string, bytes: Uint8Array, form: WireForm): void {
  const cursor = new WireCursor(subject, bytes)
  while (!cursor.isAtEnd) {
    const tag = cursor.varint(uint32Max)
    const field = tag >>> 3
    if (field === 0) throw malformed(subject, 'it has a field 0')
    requireField(subject, cursor, { field, wireType: tag & 7, form: form[field] })
  }
}

interface Field {
  readonly field: number
  readonly wireType: number
  /** Undefined for a field that this version does not know. */
  readonly form: FieldForm | undefined
}

/** The wire types of protobuf (https://protobuf.dev/programming-guides/encoding); groups are not among those of proto3. */
const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

function requireField(subject: string, cursor: WireCursor, { field, wireType, form }: Field): void {
  const isKnown = form !== undefined
  if (wireType === wireTypes.varint && (!isKnown || isVarint(form))) {
    const value = cursor.varint(isKnown ? varintBounds[form] : uint64Max)
    if (form === 'major') requireMajor(subject, value)
  } else if (wireType === wireTypes.bytes && !(isKnown && (isVarint(form) || form === 'double'))) {
    const content = cursor.take(cursor.varint(uint32Max))
    if (form === 'text' && !isUtf8(content)) throw malformed(subject, `the text in field ${field} is not UTF-8`)
    if (typeof form === 'object') requireWireForm(subject, content, form)
  } else if (wireType === wireTypes.fixed64 && (!isKnown || form === 'double')) {
    cursor.take(8)
  } else if (wireType === wireTypes.fixed32 && !isKnown) {
    cursor.take(4)
  } else {
    throw malformed(subject, `field ${field} has wire type ${wireType}`)
  }
}

const uint32Max = 2 ** 32 - 1
const uint64Max = 2 ** 64 - 1

/** The largest value of each kind of varint. A uint64 is read as a number, so it ends where numbers are exact. */
const varintBounds = {
  major: uint32Max,
  uint32: uint32Max,
  uint64: Number.MAX_SAFE_INTEGER,
  bool: 1,
} as const

function isVarint(form: FieldForm): form is keyof typeof varintBounds {
  return typeof form === 'string' && form in varintBounds
}

/** The longest varint, in bytes: 64 bits, 7 in each. */
const varintBytesMax = 10

/** Walks over the bytes of one message. */
class WireCursor {
  readonly #subject: string
  readonly #bytes: Uint8Array
  #at = 0

  constructor(subject: string, bytes: Uint8Array) {
    this.#subject = subject
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.byteLength
  }

  /** The varint that begins here, in its shortest form and at most `valueMax`. Over 2^53 it is only nearly exact. */
  varint(valueMax: number): number {
    let value = 0
    for (let length = 0; length < varintBytesMax; length++) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw this.#cut()
      value += (byte & 0x7f) * 2 ** (7 * length)
      if (byte >= 0x80) continue
      if (byte === 0 && length > 0) throw malformed(this.#subject, 'a number is longer than it needs to be')
      if (value > valueMax) throw malformed(this.#subject, 'a number is over its bound')
      return value
    }
    throw malformed(this.#subject, 'a number has more than 64 bits')
  }

  /** The next `count` bytes. */
  take(count: number): Uint8Array {
    const content = this.#bytes.subarray(this.#at, this.#at + count)
    if (content.byteLength !== count) throw this.#cut()
    this.#at += count
    return content
  }

  #cut(): FormatError {
    return malformed(this.#subject, 'it ends in the middle of a field')
  }
}

function malformed(subject: string, problem: string, options?: ErrorOptions): FormatError {
  return new FormatError(subject, `is not a well-formed protobuf message (${problem})`, options)
}
