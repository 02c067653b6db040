import { type Address, chunkAddress, digestOf } from '#core/address.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { check } from '#core/check.ts'
import { chunkRange } from '#core/chunk-geometry.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import type { Digest } from '#core/digest.ts'
import { type Covers, coversOf } from '#core/format/covers.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { entriesPerPage, type FullPayload, pageOf } from '#core/format/page.ts'
import type { ChunkDigests } from '#core/plan/chunk-digests.ts'
import type { PlannedChunk } from '#core/plan/image-plan.ts'

/** One use of a payload: the chunks that it makes, in order, and whether with the base. */
export interface PayloadUse {
  readonly chunks: readonly number[]
  readonly isPatch: boolean
}

/** All that is known of one component while it is installed. */
export class ComponentInstall {
  readonly name: string
  readonly manifest: Manifest
  readonly digests: ChunkDigests
  readonly active: BlockDevice
  readonly inactive: BlockDevice
  /** Ordinal of this component's first chunk in the release. */
  readonly firstRef: number
  readonly planned = new Map<number, PlannedChunk>()
  /** The group of the site that brings a chunk in for fewer bytes over the WAN than this device's own would. */
  readonly rivalOf: (chunk: number) => Digest | undefined
  /** Where its parts come from in the active slot; nothing where no delta leads from what is there. */
  readonly covers: Covers
  /** Where the references in the active slot lead in the new image. */
  readonly map: ReferenceMap
  /** Equal chunks have equal payloads, so one payload may have several uses. */
  readonly #uses = new Map<Digest, PayloadUse[]>()
  readonly #fullPages = new Map<number, readonly FullPayload[]>()

  constructor(init: {
    readonly name: string
    readonly manifest: Manifest
    readonly digests: ChunkDigests
    readonly active: BlockDevice
    readonly inactive: BlockDevice
    readonly firstRef: number
    readonly delta: Delta | undefined
    readonly rivalOf: (chunk: number) => Digest | undefined
  }) {
    this.name = init.name
    this.manifest = init.manifest
    this.digests = init.digests
    this.active = init.active
    this.inactive = init.inactive
    this.firstRef = init.firstRef
    this.rivalOf = init.rivalOf
    this.covers = init.delta?.covers ?? coversOf([])
    this.map = new ReferenceMap(this.covers, init.delta?.programs ?? [])
    if (init.delta !== undefined) this.#learnDelta(init.delta)
  }

  /** Takes in a page of full payloads. */
  learnPage(page: number, payloads: readonly FullPayload[]): void {
    this.#fullPages.set(page, payloads)
    payloads.forEach((payload, entry) => {
      this.#addUse(payload.digest, { chunks: [page * entriesPerPage + entry], isPatch: false })
    })
  }

  hasPage(page: number): boolean {
    return this.#fullPages.has(page)
  }

  /** The full payload of a chunk, once its page is known. */
  fullPayload(chunk: number): FullPayload {
    const payload = this.#fullPages.get(pageOf(chunk))?.[chunk % entriesPerPage]
    check(payload !== undefined, 'the page of a chunk is fetched before its payload is asked for')
    return payload
  }

  /** Whether an address is that of the full payload of a chunk, as far as its page is known. */
  isFullPayload(address: Address | undefined, chunk: number): boolean {
    const payload = this.#fullPages.get(pageOf(chunk))?.[chunk % entriesPerPage]
    return payload !== undefined && address !== undefined && payload.digest === digestOf(address)
  }

  /** The use of the payload at an address that makes `chunk`. */
  useOf(address: Address, chunk: number): PayloadUse {
    const use = this.#uses.get(digestOf(address))?.find((candidate) => candidate.chunks.includes(chunk))
    check(use !== undefined, 'a chunk is made from a payload that was planned for it')
    return use
  }

  addressOf(chunk: number): Address {
    const digest = this.digests[chunk]
    check(digest !== undefined, 'a chunk is inside its image')
    return chunkAddress(digest)
  }

  bytesOf(chunk: number): number {
    return chunkRange(this.manifest, chunk).bytes
  }

  #learnDelta(delta: Delta): void {
    const chunks = delta.payloads.map((): number[] => [])
    for (const op of delta.ops) if (op.type === 'payload') chunks[op.payload]?.push(op.chunk)
    delta.payloads.forEach((payload, index) => {
      this.#addUse(payload.digest, { chunks: chunks[index] ?? [], isPatch: payload.isPatch })
    })
  }

  #addUse(payload: Digest, use: PayloadUse): void {
    const uses = this.#uses.get(payload)
    if (uses === undefined) this.#uses.set(payload, [use])
    else uses.push(use)
  }
}
