/** The first bytes of compressed streams, and what they are compressed with. */
const magics: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'gzip', bytes: [0x1f, 0x8b, 0x08] }, // RFC 1952 §2.3.1
  { name: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] }, // RFC 8878 §3.1.1
  { name: 'lz4', bytes: [0x04, 0x22, 0x4d, 0x18] },
  { name: 'lz4', bytes: [0x02, 0x21, 0x4c, 0x18] }, // the legacy frame, of kernels
  { name: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { name: 'lzma', bytes: [0x5d, 0x00, 0x00] },
  { name: 'lzo', bytes: [0x89, 0x4c, 0x5a, 0x4f] },
]

/** What the stream that begins at `offset` is compressed with; undefined where none begins there. */
export function compressionAt(image: Uint8Array, offset: number): string | undefined {
  return magics.find(({ bytes }) => bytes.every((byte, at) => image[offset + at] === byte))?.name
}

/** The most streams that are looked for in one image. */
const streamsMax = 10_000

/** Where gzip streams begin, in the bytes of no known file system: what looks like their whole header. */
export function gzipStreams(image: Uint8Array): readonly number[] {
  const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength)
  const magic = Uint8Array.of(0x1f, 0x8b, 0x08)
  const found: number[] = []
  for (let at = bytes.indexOf(magic); at >= 0 && found.length < streamsMax; at = bytes.indexOf(magic, at + 1)) {
    if (isGzipHeader(bytes, at)) found.push(at)
  }
  return found
}

/** RFC 1952 §2.3.1: no reserved flags, a known extra flag and a known system. Chance makes one in some 40 GB. */
function isGzipHeader(bytes: Uint8Array, at: number): boolean {
  const [flags, extra, system] = [bytes[at + 3] ?? 0xff, bytes[at + 8] ?? 0xff, bytes[at + 9] ?? 0xfe]
  return (flags & 0xe0) === 0 && [0, 2, 4].includes(extra) && (system <= 13 || system === 255)
}

/** The time that a gzip stream carries, in seconds since 1970; 0 where it carries none. */
export function gzipTime(image: Uint8Array, offset: number): number {
  if (offset + 8 > image.byteLength) return 0
  return new DataView(image.buffer, image.byteOffset, image.byteLength).getUint32(offset + 4, true)
}
