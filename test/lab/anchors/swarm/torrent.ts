import { createHash } from 'node:crypto'

/** A value that BEP 3 can encode. */
export type Bencoded = number | string | Uint8Array | readonly Bencoded[] | { readonly [key: string]: Bencoded }

/** Encodes a value as BEP 3 says: keys of dictionaries are sorted. */
export function bencode(value: Bencoded): Uint8Array {
  if (typeof value === 'number') return Buffer.from(`i${value}e`)
  if (typeof value === 'string') return bencode(Buffer.from(value))
  if (value instanceof Uint8Array) return Buffer.concat([Buffer.from(`${value.byteLength}:`), value])
  if (isList(value)) return Buffer.concat([Buffer.from('l'), ...value.map(bencode), Buffer.from('e')])
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  const parts = entries.flatMap(([key, entry]) => [bencode(key), bencode(entry)])
  return Buffer.concat([Buffer.from('d'), ...parts, Buffer.from('e')])
}

/** The `.torrent` file (BEP 3) of one file. */
export function torrentOf(file: { readonly name: string; readonly content: Uint8Array }, tracker: string): Uint8Array {
  const { name, content } = file
  const pieceBytes = pieceBytesFor(content.byteLength)
  const hashes: Uint8Array[] = []
  for (let offset = 0; offset < content.byteLength; offset += pieceBytes) {
    hashes.push(
      createHash('sha1')
        .update(content.subarray(offset, offset + pieceBytes))
        .digest(),
    )
  }
  const info = { length: content.byteLength, name, 'piece length': pieceBytes, pieces: Buffer.concat(hashes) }
  return bencode({ announce: tracker, info })
}

/** About 256 pieces, as mycel has of chunks, but none smaller than the blocks that peers ask for. */
function pieceBytesFor(bytes: number): number {
  return Math.max(16 * 1024, 2 ** Math.ceil(Math.log2(bytes / 256)))
}

function isList(value: Bencoded): value is readonly Bencoded[] {
  return Array.isArray(value)
}
