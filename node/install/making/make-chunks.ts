import type { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { type Address, kindOf } from '#core/address.ts'
import { BrokenRule, check } from '#core/check.ts'
import { chunkBytesMax, chunkRange } from '#core/chunk-geometry.ts'
import type { ChunkDecoder } from '#core/codec/chunk-decoder.ts'
import type { DecodedChunks } from '#core/codec/decode-payload.ts'
import type { Patch } from '#core/codec/patch.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { FormatError, messageOf } from '#core/errors.ts'
import { judge } from '#core/verdict.ts'
import type { MakeFailure } from '#node/engine/contract.ts'
import type { ComponentInstall, PayloadUse } from '#node/install/component-install.ts'
import { makeFromPatch, readBase } from './make-from-patch.ts'
import { PatchBuffers } from './patch-buffers.ts'
import { writeChanged } from './write-changed.ts'

/** The bytes that chunks are made from: none for local ones, otherwise what was fetched and from where. */
export type Material =
  | { readonly type: 'local' }
  | { readonly type: 'fetched'; readonly address: Address; readonly bytes: Uint8Array }

/** Makes chunks in the inactive slots: decodes, checks every chunk's digest, writes what is not there yet. */
export class ChunkMaker {
  readonly #decoder: ChunkDecoder
  readonly #garbage: GarbageBudget
  readonly #scratch: Uint8Array[] = []
  /** Bytes that were written to slots, for the wear report. */
  writtenBytes = 0

  constructor(decoder: ChunkDecoder, garbage: GarbageBudget) {
    this.#decoder = decoder
    this.#garbage = garbage
  }

  /** Makes chunks of one component. Returns why it did not, or undefined. Nothing is durable before a sync. */
  async make(
    component: ComponentInstall,
    chunks: readonly number[],
    material: Material,
  ): Promise<MakeFailure | undefined> {
    try {
      if (material.type === 'fetched' && kindOf(material.address) === 'payload') {
        await this.#makeFromPayload(component, chunks, material.address, material.bytes)
      } else {
        for (const chunk of chunks) {
          const bytes = material.type === 'local' ? await readLocal(component, chunk) : material.bytes
          await this.#write(component, chunk, bytes)
        }
      }
      return undefined
    } catch (error) {
      if (error instanceof BrokenRule) throw error
      if (error instanceof FormatError) return { type: 'wrong-chunk' }
      return { type: 'slot-failed', reason: messageOf(error) }
    }
  }

  /** One payload may have several uses: each is decoded once, whatever it makes. */
  async #makeFromPayload(
    component: ComponentInstall,
    chunks: readonly number[],
    address: Address,
    payload: Uint8Array,
  ): Promise<void> {
    const missing = new Set(chunks)
    for (const use of new Set(chunks.map((chunk) => component.useOf(address, chunk)))) {
      const decoded = await this.#decode(component, use, payload)
      const made = decoded.type === 'chunk' ? [decoded.bytes] : this.#makeFromPatch(component, use, decoded.patch)
      let place = 0
      for await (const bytes of made) {
        const chunk = use.chunks[place++]
        if (chunk !== undefined && missing.delete(chunk)) await this.#write(component, chunk, bytes)
      }
    }
  }

  #decode(component: ComponentInstall, { chunks, isPatch }: PayloadUse, payload: Uint8Array): Promise<DecodedChunks> {
    const outputBytes = chunks.reduce((sum, chunk) => sum + component.bytesOf(chunk), 0)
    return this.#decoder.decode({ payload, isPatch, chunkCount: chunks.length, outputBytes })
  }

  #makeFromPatch(component: ComponentInstall, { chunks }: PayloadUse, patch: Patch): AsyncGenerator<Uint8Array> {
    const { manifest, active: base, covers, map } = component
    const ranges = chunks.map((chunk) => chunkRange(manifest, chunk))
    const buffers = new PatchBuffers(Math.max(...ranges.map(({ bytes }) => bytes)))
    return makeFromPatch({ patch, ranges, base, covers, map, buffers })
  }

  async #write(component: ComponentInstall, chunk: number, bytes: Uint8Array): Promise<void> {
    const expected = component.digests[chunk] as Digest
    this.#garbage.moved(bytes.byteLength)
    const verdict = judge(sha256(bytes), expected)
    if (verdict.type === 'forged')
      throw new FormatError('chunk', `${chunk} of ${component.name} has the digest ${verdict.actual}`)
    const { offset } = chunkRange(component.manifest, chunk)
    const scratch = this.#scratch.pop() ?? new Uint8Array(chunkBytesMax)
    try {
      this.writtenBytes += await writeChanged(component.inactive, bytes, offset, scratch)
    } finally {
      this.#scratch.push(scratch)
    }
  }
}

async function readLocal(component: ComponentInstall, chunk: number): Promise<Uint8Array> {
  const planned = component.planned.get(chunk)
  const local = planned?.local
  check(planned !== undefined && local !== undefined, 'a chunk that is made locally is planned so')
  const bytes = new Uint8Array(planned.bytes)
  if (local.type === 'copy') await readBase(component.active, bytes, local.source)
  return bytes
}
