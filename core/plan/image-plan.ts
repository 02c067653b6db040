import { chunkAddress, payloadAddress } from '#core/address.ts'
import type { Bitfield } from '#core/bitfield.ts'
import { check } from '#core/check.ts'
import { chunkRange } from '#core/chunk-geometry.ts'
import type { Digest } from '#core/digest.ts'
import type { Way } from '#core/exchange/contract.ts'
import type { Delta, DeltaPayload } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'

/** How one chunk is made from what the device has: the active slot, or nothing at all. */
export type LocalMaking =
  | { readonly type: 'zero' }
  /** The bytes of the base from `source` on; `same` is a copy from its own place. */
  | { readonly type: 'copy'; readonly source: number }

/** One chunk that is not yet in the inactive slot. */
export interface PlannedChunk {
  readonly chunk: number
  readonly digest: Digest
  readonly bytes: number
  readonly local: LocalMaking | undefined
  /** What can be fetched to make it, none while it is made locally or the full payload is not yet known. */
  readonly ways: readonly Way[]
}

/** What is known of an image when its installation is planned. */
export interface PlanInput {
  readonly manifest: Manifest
  readonly digests: ChunkDigests
  /** The delta from the image in the active slot, where there is one. */
  readonly delta: Delta | undefined
  /** Chunks that the inactive slot already holds at their places. */
  readonly present: Bitfield
}

/**
 * Per chunk that is missing, the ways to make it. A chunk without a local way and without a patch
 * needs its full payload, which {@link withFullPayload} adds once its page is known.
 */
export function planImage({ manifest, digests, delta, present }: PlanInput): readonly PlannedChunk[] {
  const ops = new Map(delta?.ops.map((op) => [op.chunk, op]))
  const planned: PlannedChunk[] = []
  digests.forEach((digest, chunk) => {
    if (present.has(chunk)) return
    const op = ops.get(chunk)
    const { offset, bytes } = chunkRange(manifest, chunk)
    const finished: Way = { address: chunkAddress(digest), bytes }
    if (op === undefined) {
      const local = delta === undefined ? undefined : ({ type: 'copy', source: offset } as const)
      planned.push({ chunk, digest, bytes, local, ways: local === undefined ? [finished] : [] })
    } else if (op.type === 'payload') {
      const payload = payloadAt(delta, op.payload)
      planned.push({ chunk, digest, bytes, local: undefined, ways: [wayOf(payload), finished] })
    } else {
      const local: LocalMaking = op.type === 'zero' ? { type: 'zero' } : { type: 'copy', source: op.source }
      planned.push({ chunk, digest, bytes, local, ways: [] })
    }
  })
  return planned
}

/** The same chunk, made without the base: from its full payload or a neighbour's finished chunk. */
export function withFullPayload(
  planned: PlannedChunk,
  full: { readonly digest: Digest; readonly bytes: number },
): PlannedChunk {
  const finished: Way = { address: chunkAddress(planned.digest), bytes: planned.bytes }
  return { ...planned, local: undefined, ways: [wayOf(full), finished] }
}

function wayOf(payload: { readonly digest: Digest; readonly bytes: number }): Way {
  return { address: payloadAddress(payload.digest), bytes: payload.bytes }
}

function payloadAt(delta: Delta | undefined, index: number): DeltaPayload {
  const payload = delta?.payloads[index]
  check(payload !== undefined, 'a decoded delta names only payloads that it lists')
  return payload
}
