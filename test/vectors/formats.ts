import { parseNodeConfig } from '#adapters/config/node-config.ts'
import { decodeBootRecord } from '#core/boot/boot-record.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { decodeFull, decodePayload } from '#core/codec/decode-payload.ts'
import { makeChunk } from '#core/delta/make-chunk.ts'
import { PatchCursor } from '#core/delta/patch-cursor.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import { sha256 } from '#core/digest.ts'
import { decodeFetch, decodeFetchAnswer } from '#core/exchange/fetch-message.ts'
import { decodeMessage } from '#core/exchange/message.ts'
import { decodeStatement } from '#core/exchange/site/sealed-standing.ts'
import { type Cover, coversOf, piecesOf } from '#core/format/covers.ts'
import { decodeDelta } from '#core/format/delta.ts'
import { decodeChunkPage, decodePayloadPage } from '#core/format/page.ts'
import { decodeRelease } from '#core/format/release.ts'
import { readCertificate } from '#core/identity/certificate.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { trustRoot, versionsOf } from '#core/metadata/trusted-metadata.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateTargets } from '#core/metadata/workflow/update-targets.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import { decodeRecordSector } from '#core/record/record-sector.ts'

/** What a reader must know beside the bytes; each format takes some of it. */
export interface Given {
  readonly imageBytes?: number
  readonly chunkBytes?: number
  readonly entries?: number
  readonly outputBytes?: number
  /** The covers of the one chunk that a patch makes, from the base of `docs/format.md` §17 whose byte i is i mod 251. */
  readonly covers?: readonly Cover[]
  /** Public keys in hex. */
  readonly authorities?: readonly string[]
}

/** How the bytes of each format are read; the name is that of the folder of its vectors. */
export const formats: Readonly<Record<string, (bytes: Uint8Array, given: Given) => unknown>> = {
  release: decodeRelease,
  delta: (bytes, { imageBytes = 0, chunkBytes = 0 }) => decodeDelta(bytes, chunkGeometry(imageBytes, chunkBytes)),
  'chunk-page': (bytes, { entries = 0 }) => decodeChunkPage(bytes, entries),
  'payload-page': (bytes, { entries = 0 }) => decodePayloadPage(bytes, entries),
  payload: (payload, { outputBytes = 0, covers }) => {
    const chunk = covers === undefined ? decodeFull(payload, outputBytes) : patchedChunk(payload, outputBytes, covers)
    return { bytes: chunk.byteLength, digest: sha256(chunk) }
  },
  message: decodeMessage,
  standing: decodeStatement,
  fetch: decodeFetch,
  'fetch-answer': decodeFetchAnswer,
  certificate: (bytes, { authorities = [] }) => {
    return readCertificate(
      bytes,
      authorities.map((key) => Buffer.from(key, 'hex')),
    )
  },
  'boot-record': decodeBootRecord,
  'record-sector': decodeRecordSector,
  repository: readRepository,
  'node-config': (bytes) => parseNodeConfig(Buffer.from(bytes).toString(), '/data/mycel/node.toml'),
}

/** The base image of `docs/format.md` §17, or a part of it. */
export function baseBytes({ offset, bytes }: { readonly offset: number; readonly bytes: number }): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (offset + index) % 251)
}

/** The chunk that a patch makes of the base; offsets of the covers are from the beginning of the chunk. */
function patchedChunk(payload: Uint8Array, outputBytes: number, list: readonly Cover[]): Uint8Array {
  const decoded = decodePayload({ payload, isPatch: true, chunkCount: 1, outputBytes })
  if (decoded.type !== 'patch') throw new Error('a patch is decoded as one')
  const { patch } = decoded
  const covers = coversOf(list)
  const range = { offset: 0, bytes: outputBytes }
  const pieces = [...piecesOf(covers, range)]
  const sourceOf = (place: number): Uint8Array =>
    baseBytes({ offset: pieces[place]?.source ?? 0, bytes: pieces[place]?.bytes ?? 0 })
  const cursor = new PatchCursor(patch)
  const map = new ReferenceMap(covers, [])
  const chunk = makeChunk(cursor, { range, pieces, sourceOf, map })
  cursor.requireEnd()
  return chunk
}

/** The four files of a repository, as a JSON object of their texts: what a device trusts that has taken them over. */
function readRepository(bytes: Uint8Array): unknown {
  const files: Readonly<Record<string, string>> = JSON.parse(Buffer.from(bytes).toString())
  const content = (role: string) => Buffer.from(files[role] ?? '')
  const timestamp = updateTimestamp(trustRoot(content('root')), content('timestamp'))
  const trusted = updateTargets(updateSnapshot(timestamp, content('snapshot')), content('targets'))
  return { versions: versionsOf(trusted), authorities: authoritiesOf(trusted.root), targets: targetsOf(trusted) }
}
