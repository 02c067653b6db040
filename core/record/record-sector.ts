import { createHash } from 'node:crypto'
import { check } from '#core/check.ts'

/** One copy of a value, as a sector keeps it. */
export interface StoredRecord {
  /** Counts the writes of the pair, from 1: the higher one is the newer copy. */
  readonly sequence: number
  readonly payload: Uint8Array
}

/** Length of a record sector in bytes: one page of the file system, one erase sector of small flash. */
export const recordSectorBytes = 4096

/** The largest value that a record keeps, in bytes. */
export const recordPayloadBytesMax = 3584

const magic = new TextEncoder().encode('mycelrec')
const sequenceAt = magic.byteLength
const lengthAt = sequenceAt + 8
const payloadAt = lengthAt + 4
const checksumAt = recordSectorBytes - 32

const zeros = new Uint8Array(recordSectorBytes)

/**
 * The bytes of a record: magic, sequence (64 bits), length (32 bits), payload, zeros, and in the last 32
 * bytes the SHA-256 of all before. Numbers are big-endian (`docs/format.md`, Records).
 */
export function encodeRecordSector(record: StoredRecord): Uint8Array {
  check(record.payload.byteLength <= recordPayloadBytesMax, `a record keeps at most ${recordPayloadBytesMax} bytes`)
  check(Number.isSafeInteger(record.sequence) && record.sequence >= 1, 'the writes of a pair are counted from 1')
  const sector = new Uint8Array(recordSectorBytes)
  const view = new DataView(sector.buffer)
  sector.set(magic)
  view.setBigUint64(sequenceAt, BigInt(record.sequence))
  view.setUint32(lengthAt, record.payload.byteLength)
  sector.set(record.payload, payloadAt)
  sector.set(checksumOf(sector), checksumAt)
  return sector
}

/** Reads a record, or undefined where the sector is torn, damaged or not one: its twin then answers. */
export function decodeRecordSector(sector: Uint8Array): StoredRecord | undefined {
  if (sector.byteLength !== recordSectorBytes) return undefined
  if (!equal(sector.subarray(0, magic.byteLength), magic)) return undefined
  if (!equal(sector.subarray(checksumAt), checksumOf(sector))) return undefined
  const view = new DataView(sector.buffer, sector.byteOffset, sector.byteLength)
  const sequence = Number(view.getBigUint64(sequenceAt))
  const length = view.getUint32(lengthAt)
  if (sequence < 1 || !Number.isSafeInteger(sequence) || length > recordPayloadBytesMax) return undefined
  const rest = sector.subarray(payloadAt + length, checksumAt)
  if (!equal(rest, zeros.subarray(0, rest.byteLength))) return undefined
  return { sequence, payload: sector.slice(payloadAt, payloadAt + length) }
}

function checksumOf(sector: Uint8Array): Uint8Array {
  return createHash('sha256').update(sector.subarray(0, checksumAt)).digest()
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
