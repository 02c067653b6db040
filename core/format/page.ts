import type { Digest } from '#core/digest.ts'
import { bytesOfDigest, digestBytesLength, digestFromBytes } from '#core/digest.ts'
import { blobBytesMax, requireForm } from '#core/format/bounds.ts'

/** Leaves of a hash tree that travel together. */
export const entriesPerPage = 1024

/** One full payload: the bytes that travel to make one chunk without any old image. */
export interface FullPayload {
  readonly digest: Digest
  /** Length of the payload in bytes, 1 to {@link blobBytesMax}. */
  readonly bytes: number
}

const payloadEntryBytes = digestBytesLength + 4

/** Length of a page of chunk digests with so many entries, in bytes. */
export function chunkPageBytes(entries: number): number {
  return entries * digestBytesLength
}

/** Length of a page of full payloads with so many entries, in bytes. */
export function payloadPageBytes(entries: number): number {
  return entries * payloadEntryBytes
}

/** Which page holds the entry of a chunk. */
export function pageOf(chunk: number): number {
  return Math.floor(chunk / entriesPerPage)
}

/** How many entries page `page` has where the image has `chunkCount` chunks. */
export function entriesOf(page: number, chunkCount: number): number {
  return Math.min(entriesPerPage, chunkCount - page * entriesPerPage)
}

/** Cuts a list with one entry per chunk into pages. */
export function paginate<Entry>(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const pages: Entry[][] = []
  for (let first = 0; first < entries.length; first += entriesPerPage) {
    pages.push(entries.slice(first, first + entriesPerPage))
  }
  return pages
}

/** The bytes of one page of chunk digests: the digests one after the other. */
export function encodeChunkPage(digests: readonly Digest[]): Uint8Array {
  const page = new Uint8Array(digests.length * digestBytesLength)
  digests.forEach((digest, entry) => {
    page.set(bytesOfDigest(digest), entry * digestBytesLength)
  })
  return page
}

/** Reads a page of chunk digests. Throws {@link FormatError} unless it has exactly `entries` of them. */
export function decodeChunkPage(page: Uint8Array, entries: number): Digest[] {
  requireEntries('chunk page', page, entries, chunkPageBytes(entries))
  return Array.from({ length: entries }, (_, entry) =>
    digestFromBytes(page.subarray(entry * digestBytesLength, (entry + 1) * digestBytesLength)),
  )
}

/** The bytes of one page of full payloads: digest, then length as 32 bits, big-endian. */
export function encodePayloadPage(payloads: readonly FullPayload[]): Uint8Array {
  const page = new Uint8Array(payloads.length * payloadEntryBytes)
  const view = new DataView(page.buffer)
  payloads.forEach((payload, entry) => {
    page.set(bytesOfDigest(payload.digest), entry * payloadEntryBytes)
    view.setUint32(entry * payloadEntryBytes + digestBytesLength, payload.bytes)
  })
  return page
}

/** Reads a page of full payloads. Throws {@link FormatError} unless it has exactly `entries` with lengths in bounds. */
export function decodePayloadPage(page: Uint8Array, entries: number): FullPayload[] {
  requireEntries('payload page', page, entries, payloadPageBytes(entries))
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  return Array.from({ length: entries }, (_, entry) => {
    const start = entry * payloadEntryBytes
    const bytes = view.getUint32(start + digestBytesLength)
    requireForm('payload page', bytes >= 1 && bytes <= blobBytesMax, `entry ${entry} has a payload of ${bytes} bytes`)
    return { digest: digestFromBytes(page.subarray(start, start + digestBytesLength)), bytes }
  })
}

function requireEntries(subject: string, page: Uint8Array, entries: number, pageBytes: number): void {
  requireForm(
    subject,
    page.byteLength === pageBytes,
    `is ${page.byteLength} bytes long where ${entries} entries need ${pageBytes}`,
  )
}
