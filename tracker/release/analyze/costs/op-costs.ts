import { countOps, type OpCounts, payloadBytesOf } from '#core/delta/assemble-delta.ts'
import type { Delta } from '#core/format/delta.ts'
import type { EncodedPair } from '#tracker/release/analyze/costs/encode-pair.ts'

/** How many chunks are made in one way, and the bytes of the payloads that this takes. */
export interface OpCost {
  readonly chunks: number
  readonly bytes: number
}

/** What each way to make chunks costs. Only patches and full payloads travel. */
export type OpCosts = Readonly<Record<keyof OpCounts, OpCost>>

/** Sums a delta up by the way its chunks are made. */
export function opCosts({ delta, ...geometry }: EncodedPair, imageBytes: number): OpCosts {
  const { same, zero, copy, patch, full } = countOps(delta, { ...geometry, imageBytes })
  const patchBytes = patchBytesOf(delta)
  return {
    same: { chunks: same, bytes: 0 },
    zero: { chunks: zero, bytes: 0 },
    copy: { chunks: copy, bytes: 0 },
    patch: { chunks: patch, bytes: patchBytes },
    full: { chunks: full, bytes: payloadBytesOf(delta) - patchBytes },
  }
}

function patchBytesOf(delta: Delta): number {
  return payloadBytesOf({ ...delta, payloads: delta.payloads.filter(({ isPatch }) => isPatch) })
}
