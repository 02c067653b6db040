import { type Address, chunkAddress, payloadAddress } from '#core/address.ts'
import { Bitfield } from '#core/bitfield.ts'
import type { SlotImage } from '#core/boot/boot-state.ts'
import { check } from '#core/check.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { coversOf } from '#core/format/covers.ts'
import type { ChunkOp, Delta, DeltaPayload } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { cheaperElsewhere } from '#core/plan/cheapest-base.ts'
import { groupOf, otherGroups } from '#core/plan/image-groups.ts'
import { planImage, withFullPayload } from '#core/plan/image-plan.ts'
import type { ChunkRef, ChunkTask, PlanFacts } from '#node/engine/contract.ts'
import type { ExactPayloads, ReleaseModel } from '#sim/scenario/scenario.ts'

/** A document of the repository as a device asks for it. */
export interface ModelledDocument {
  readonly address: Address
  readonly bytes: number
}

/** The release of a run: what a device plans from, by digests that stand for bytes nobody has. */
export class ModelledRelease {
  readonly version: string
  readonly manifest: Manifest
  /** Digest of the release document. */
  readonly digest: Digest
  /** Of every chunk of the new image, in order. */
  readonly chunks: readonly Address[]
  readonly #model: ReleaseModel
  readonly #digests: readonly Digest[]
  readonly #fulls: readonly DeltaPayload[]
  readonly #deltas = new Map<string, Delta>()
  readonly #chunkNumbers = new Map<Address, number>()
  readonly #plans = new Map<string, PlanFacts>()
  #bytes: ReadonlyMap<Address, number> | undefined

  constructor(model: ReleaseModel) {
    this.#model = model
    this.version = model.version
    this.digest = digestOfText(`release ${model.version}`)
    const geometry = chunkGeometry(model.imageBytes, model.chunkBytes)
    this.manifest = { ...geometry, imageDigest: imageDigestOf(model.version), chunkPages: [], payloadPages: [] }
    this.#digests = Array.from({ length: geometry.chunkCount }, (_, chunk) => digestOfText(`chunk ${chunk}`))
    this.chunks = this.#digests.map((digest) => chunkAddress(digest))
    this.chunks.forEach((address, chunk) => void this.#chunkNumbers.set(address, chunk))
    this.#fulls = this.#fullPayloads()
    for (const [from, bytes] of Object.entries(model.payloadBytes.from))
      this.#deltas.set(from, this.#delta(from, bytes))
    for (const exact of model.exact ?? [])
      if (exact.from !== 'full') this.#deltas.set(exact.from, this.#exactDelta(exact))
  }

  /** No chunk at all, as an empty slot holds them. */
  get nothing(): Bitfield {
    return new Bitfield(this.chunkCount)
  }

  get chunkCount(): number {
    return this.manifest.chunkCount
  }

  /** The number of the chunk at an address of the new image; undefined for anything else. */
  chunkAt(address: Address): number | undefined {
    return this.#chunkNumbers.get(address)
  }

  /** How long the payload or document at an address is; undefined where the release has none there. */
  bytesAt(address: Address): number | undefined {
    this.#bytes ??= this.#allBytes()
    return this.#bytes.get(address)
  }

  /** The image that a slot with this version holds. */
  imageOf(version: string): SlotImage {
    return { component: 'image', digest: imageDigestOf(version), imageBytes: this.manifest.imageBytes }
  }

  /** The devices that take the release from this version. */
  groupOf(from: string): Digest {
    return groupOf(this.digest, [imageDigestOf(from)])
  }

  /** What a device on this version reads before it plans. */
  documentsFor(from: string): readonly ModelledDocument[] {
    const deltaBytes = this.#deltas.size > 0 ? Math.floor(this.#model.documentBytes / 2) : 0
    const common = this.#model.documentBytes - deltaBytes
    return [
      { address: payloadAddress(digestOfText('manifest')), bytes: Math.max(1, common) },
      ...(deltaBytes > 0 && this.#deltas.has(from)
        ? [{ address: payloadAddress(digestOfText(`delta from ${from}`)), bytes: deltaBytes }]
        : []),
    ]
  }

  /** The plan of a device: `present` are the chunks in its inactive slot, `others` the versions that neighbours run. */
  planFor(from: string, present: Bitfield, others: readonly string[]): PlanFacts {
    const key = present.count === 0 ? JSON.stringify([from, others.toSorted()]) : undefined
    const known = key === undefined ? undefined : this.#plans.get(key)
    if (known !== undefined) return known
    const plan = this.#plan(from, present, others)
    if (key !== undefined) this.#plans.set(key, plan)
    return plan
  }

  /** The same chunk without the base. */
  fullTask(ref: ChunkRef): ChunkTask {
    const [planned] = planImage({
      manifest: this.manifest,
      digests: this.#digests,
      delta: undefined,
      present: allBut(ref, this.chunkCount),
    })
    check(planned !== undefined, 'a chunk that is looked up is one of the image')
    return this.#taskOf(withFullPayload(planned, this.#fullOf(ref)), undefined)
  }

  /** The fewest payload bytes that update devices on any of these versions at one site. */
  cheapestBytes(versions: readonly string[]): number {
    const payloads = new Map<Address, number>()
    for (const from of versions) {
      const others = versions.filter((version) => version !== from)
      for (const { ways, rival, local } of this.planFor(from, this.nothing, others).tasks) {
        const way = ways.find(({ address }) => !this.#chunkNumbers.has(address))
        if (!local && way !== undefined && (rival === undefined || versions.length === 1))
          payloads.set(way.address, way.bytes)
      }
    }
    return [...payloads.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  #plan(from: string, present: Bitfield, others: readonly string[]): PlanFacts {
    const { manifest } = this
    const delta = this.#deltas.get(from)
    const group = this.groupOf(from)
    const sets = others.filter((version) => version !== this.version).map((version) => [imageDigestOf(version)])
    const groups = otherGroups(this.digest, group, sets)
    const bases = groups.flatMap((other) => {
      const theirs = [...this.#deltas].find(([version]) => other.images.includes(imageDigestOf(version)))?.[1]
      return theirs === undefined ? [] : [{ group: other.group, delta: theirs }]
    })
    const rivalOf = cheaperElsewhere({ group, delta }, bases)
    const tasks = planImage({ manifest, digests: this.#digests, delta, present }).map((planned) => {
      const isComplete = planned.local !== undefined || planned.ways.length > 1
      return this.#taskOf(
        isComplete ? planned : withFullPayload(planned, this.#fullOf(planned.chunk)),
        rivalOf(planned.chunk),
      )
    })
    const there = this.chunks.filter((_, chunk) => present.has(chunk))
    return { version: this.version, group, chunkCount: this.chunkCount, tasks, present: there }
  }

  #taskOf({ chunk, bytes, local, ways }: ReturnType<typeof planImage>[number], rival: Digest | undefined): ChunkTask {
    return { ref: chunk as ChunkRef, address: this.#addressOf(chunk), bytes, local: local !== undefined, ways, rival }
  }

  #addressOf(chunk: number): Address {
    const address = this.chunks[chunk]
    check(address !== undefined, 'a chunk is one of the image')
    return address
  }

  #fullOf(chunk: number): DeltaPayload {
    const full = this.#fulls[chunk]
    check(full !== undefined, 'every chunk has a full payload')
    return full
  }

  #allBytes(): ReadonlyMap<Address, number> {
    const payloads = [...this.#fulls, ...[...this.#deltas.values()].flatMap((delta) => delta.payloads)]
    const documents = [...this.#deltas.keys(), this.version].flatMap((from) => this.documentsFor(from))
    return new Map([
      ...payloads.map(({ digest, bytes }) => [payloadAddress(digest), bytes] as const),
      ...documents.map(({ address, bytes }) => [address, bytes] as const),
    ])
  }

  #fullPayloads(): readonly DeltaPayload[] {
    const exact = this.#model.exact?.find(({ from }) => from === 'full')
    const mean = Math.max(1, Math.floor(this.#model.payloadBytes.full / this.chunkCount))
    const payloads = this.#digests.map((_, chunk) => payload(`full ${chunk}`, mean))
    for (const { bytes, chunks } of exact?.payloads ?? []) {
      const shared = payload(`full ${chunks[0]}`, bytes)
      for (const chunk of chunks) payloads[chunk] = shared
    }
    return payloads
  }

  /** Every chunk is patched, in packs of neighbours that are equally large. */
  #delta(from: string, bytes: number): Delta {
    const { chunksPerPack } = this.#model
    const packs = Math.ceil(this.chunkCount / chunksPerPack)
    const payloads = Array.from({ length: packs }, (_, pack) =>
      payload(`${from} pack ${pack}`, Math.max(1, Math.floor(bytes / packs))),
    )
    const ops = this.#digests.map((_, chunk) => this.#opFor(chunk, Math.floor(chunk / chunksPerPack)))
    return { baseImage: imageDigestOf(from), image: this.manifest.imageDigest, payloads, ops, ...noCovers }
  }

  #exactDelta({ from, payloads }: ExactPayloads): Delta {
    const ops = payloads.flatMap(({ chunks }, index) => chunks.map((chunk) => this.#opFor(chunk, index)))
    return {
      baseImage: imageDigestOf(from),
      image: this.manifest.imageDigest,
      payloads: payloads.map(({ bytes }, index) => payload(`${from} payload ${index}`, bytes)),
      ops: ops.toSorted((left, right) => left.chunk - right.chunk),
      ...noCovers,
    }
  }

  #opFor(chunk: number, index: number): ChunkOp {
    return { type: 'payload', chunk, digest: this.#digests[chunk] as Digest, payload: index }
  }
}

/** Modelled chunks are never made, so nothing says of what. */
const noCovers: Pick<Delta, 'covers' | 'programs'> = { covers: coversOf([]), programs: [] }

function payload(name: string, bytes: number): DeltaPayload {
  return { digest: digestOfText(name), bytes, isPatch: true }
}

function allBut(chunk: number, count: number): Bitfield {
  const present = new Bitfield(count)
  for (let other = 0; other < count; other += 1) if (other !== chunk) present.set(other)
  return present
}

function imageDigestOf(version: string): Digest {
  return digestOfText(`image ${version}`)
}

function digestOfText(text: string): Digest {
  return sha256(Buffer.from(`mycel/sim/1\n${text}\n`))
}
