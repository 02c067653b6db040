import type { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import type { Address } from '#core/address.ts'
import { otherSlot, type SlotContent } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { beginInstall } from '#core/boot/boot-transitions.ts'
import { check } from '#core/check.ts'
import type { ChunkDecoder } from '#core/codec/chunk-decoder.ts'
import type { Digest } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { pageOf } from '#core/format/page.ts'
import { decodeRelease, type Release } from '#core/format/release.ts'
import type { WanBound } from '#core/link/wan-bound.ts'
import { findRelease, type MycelTarget, type ReleaseTarget } from '#core/metadata/target.ts'
import { groupOf, otherGroups } from '#core/plan/image-groups.ts'
import { type PlannedChunk, withFullPayload } from '#core/plan/image-plan.ts'
import type { ChunkRef, ChunkTask, MakeFailure, PlanFacts } from '#node/engine/contract.ts'
import { boundOf } from '#node/plan/release-plan.ts'
import type { ComponentInstall } from './component-install.ts'
import type { ContentIndex } from './content-index.ts'
import type { DocumentStore } from './document-store.ts'
import type { ImageKnowledge } from './image-knowledge.ts'
import { ChunkMaker, type Material } from './making/make-chunks.ts'
import { fetchPayloadPage, planComponent } from './planning/plan-component.ts'
import type { SlotSet } from './slot-set.ts'
import { type Verification, verifyRelease } from './verify-release.ts'

/** What an installation works with. */
export interface InstallationInit {
  readonly product: string
  readonly slots: SlotSet
  readonly bootStore: BootStore
  readonly documents: DocumentStore
  readonly knowledge: ImageKnowledge
  readonly content: ContentIndex
  readonly decoder: ChunkDecoder
  readonly garbage: GarbageBudget
  /** The targets of the newest verified metadata. */
  readonly targets: () => readonly MycelTarget[]
  /** The sets of images that the neighbours run. */
  readonly otherImages: () => readonly (readonly Digest[])[]
}

/** All that is known of a release before it is installed. */
export interface Survey {
  readonly release: Release
  readonly digest: Digest
  /** The devices that take it from the same images. */
  readonly group: Digest
  readonly components: readonly ComponentInstall[]
  /** The documents that it took, in bytes. */
  readonly documentBytes: number
}

/** What a release is planned from. */
interface Circumstances {
  readonly target: ReleaseTarget
  readonly running: SlotContent | undefined
  readonly group: Digest
}

/** Carries out what the device engine decides about one release at a time: plan, make, sync, verify. */
export class Installation {
  readonly #init: InstallationInit
  readonly #maker: ChunkMaker
  #survey: Survey | undefined
  #made = 0
  #total = 0

  constructor(init: InstallationInit) {
    this.#init = init
    this.#maker = new ChunkMaker(init.decoder, init.garbage)
  }

  /** How many chunks of the release are in the inactive slot, of how many. */
  get progress(): { readonly made: number; readonly total: number } {
    return { made: this.#made, total: this.#total }
  }

  /** Bytes written to slots since the process started. */
  get writtenBytes(): number {
    return this.#maker.writtenBytes
  }

  /**
   * Reads the release and both slots. Only then, and before anything is written to it, the boot record forgets the
   * inactive slot. `intend` is told before that who else is in the position of this device.
   */
  async plan(version: string, intend: (group: Digest) => void): Promise<PlanFacts> {
    const { bootStore, documents } = this.#init
    intend((await this.#circumstances(version)).group)
    const survey = await this.survey(version)
    const emptied = beginInstall(await bootStore.read())
    if (emptied.type === 'refused') throw new UserError(emptied.reason)
    await bootStore.write(emptied.state)
    await documents.dropUnasked()
    this.#survey = survey
    return this.#planFacts(survey)
  }

  /** What may come over the WAN for the release that is planned, in bytes. */
  get wanBound(): WanBound {
    check(this.#survey !== undefined, 'a release is planned before its bytes are')
    return boundOf(this.#survey.components, this.#survey.documentBytes)
  }

  /** Reads the release and both slots, and changes neither. Documents that are not here are fetched. */
  async survey(version: string): Promise<Survey> {
    const { product, slots, documents, knowledge, targets, otherImages } = this.#init
    const { target, running, group } = await this.#circumstances(version)
    const release = decodeRelease(await documents.get(target.digest, target.bytes))
    requireFit(release, { product, version, components: slots.components })
    requireEpoch(release, running?.securityEpoch ?? 0)
    const base = running?.images ?? []
    const others = otherGroups(target.digest, group, otherImages())
    const components: ComponentInstall[] = []
    let firstRef = 0
    for (const component of release.components) {
      const { name, manifest } = component
      const facts = { component, firstRef, targets: targets(), documents, knowledge, group, others }
      const devices = { active: slots.active(name), inactive: slots.inactive(name) }
      components.push(
        await planComponent({ ...facts, ...devices, base: base.find((image) => image.component === name) }),
      )
      firstRef += manifest.chunkCount
    }
    return { release, digest: target.digest, group, components, documentBytes: documents.askedBytes }
  }

  /** Looks up the full payloads of chunks that the base cannot make. */
  async findFull(chunks: readonly ChunkRef[]): Promise<readonly ChunkTask[]> {
    const tasks: ChunkTask[] = []
    for (const ref of chunks) {
      const { component, chunk } = this.#locate(ref)
      await fetchPayloadPage(component, pageOf(chunk), this.#init.documents)
      const planned = component.planned.get(chunk)
      check(planned !== undefined, 'a chunk that could not be made was planned')
      const full = withFullPayload(planned, component.fullPayload(chunk))
      component.planned.set(chunk, full)
      tasks.push(taskOf(component, full))
    }
    return tasks
  }

  async make(chunks: readonly ChunkRef[], material: Material): Promise<MakeFailure | undefined> {
    for (const component of this.#components()) {
      const own = chunks.map((ref) => this.#locate(ref)).filter((located) => located.component === component)
      if (own.length === 0) continue
      const failure = await this.#maker.make(
        component,
        own.map(({ chunk }) => chunk),
        material,
      )
      if (failure !== undefined) return failure
    }
    for (const ref of chunks) {
      const { component, chunk } = this.#locate(ref)
      this.#init.content.add(component.inactive, component.manifest, chunk, component.addressOf(chunk))
    }
    this.#made += chunks.length
    return undefined
  }

  async sync(): Promise<void> {
    for (const { inactive } of this.#components()) await inactive.sync()
  }

  async verify(): Promise<Verification> {
    check(this.#survey !== undefined, 'a release is planned before it is verified')
    const { release, digest, components } = this.#survey
    const slot = otherSlot(this.#init.slots.running)
    const { version, securityEpoch } = release
    return verifyRelease({ slot, version, securityEpoch, release: digest, components })
  }

  /** The signed release, what runs, and the devices that are in the same position. */
  async #circumstances(version: string): Promise<Circumstances> {
    const { product, slots, bootStore, targets } = this.#init
    const target = findRelease(targets(), product, version)
    if (target === undefined) {
      throw new UserError(
        `the signed metadata has no release ${version} of ${product}: check the version, or wait until the tracker has been reached`,
      )
    }
    const running = (await bootStore.read()).slots[slots.running]
    const images = (running?.images ?? []).map((image) => image.digest)
    return { target, running, group: groupOf(target.digest, images) }
  }

  #planFacts({ release, group, components }: Survey): PlanFacts {
    const present: Address[] = []
    const tasks: ChunkTask[] = []
    for (const component of components) {
      for (let chunk = 0; chunk < component.manifest.chunkCount; chunk += 1) {
        const planned = component.planned.get(chunk)
        if (planned !== undefined) {
          tasks.push(taskOf(component, planned))
          continue
        }
        const address = component.addressOf(chunk)
        this.#init.content.add(component.inactive, component.manifest, chunk, address)
        present.push(address)
      }
    }
    this.#made = present.length
    const chunkCount = components.reduce((count, { manifest }) => count + manifest.chunkCount, 0)
    this.#total = chunkCount
    return { version: release.version, group, chunkCount, tasks, present }
  }

  #components(): readonly ComponentInstall[] {
    return this.#survey?.components ?? []
  }

  #locate(ref: ChunkRef): { readonly component: ComponentInstall; readonly chunk: number } {
    const component = this.#components().findLast((candidate) => candidate.firstRef <= ref)
    check(component !== undefined, 'a chunk belongs to a component')
    return { component, chunk: ref - component.firstRef }
  }
}

function taskOf(component: ComponentInstall, planned: PlannedChunk): ChunkTask {
  const { chunk, bytes, local, ways } = planned
  const ref = (component.firstRef + chunk) as ChunkRef
  const rival = component.rivalOf(chunk)
  return { ref, address: component.addressOf(chunk), bytes, local: local !== undefined, ways, rival }
}

/** A fleet that closed a hole raises the epoch: nobody, the owner included, opens it again by an older release. */
function requireEpoch({ version, securityEpoch }: Release, floor: number): void {
  if (securityEpoch >= floor) return
  throw new UserError(
    `release ${version} is of security epoch ${securityEpoch}, and this device does not go below ${floor}: ask its vendor for a newer release`,
  )
}

function requireFit(
  release: Release,
  device: { readonly product: string; readonly version: string; readonly components: readonly string[] },
): void {
  if (release.product !== device.product || release.version !== device.version) {
    throw new UserError(
      `the document signed as ${device.product} ${device.version} is ${release.product} ${release.version}: ask its vendor`,
    )
  }
  const names = release.components.map((component) => component.name)
  const lacking = names.filter((name) => !device.components.includes(name))
  const missing = device.components.filter((name) => !names.includes(name))
  if (lacking.length > 0)
    throw new UserError(
      `release ${release.version} has the components ${lacking.join(', ')}, for which this device has no slots: add them to its configuration`,
    )
  if (missing.length > 0)
    throw new UserError(
      `release ${release.version} lacks the components ${missing.join(', ')} that this device has: ask its vendor`,
    )
  const unknown = release.components.find((component) => component.handler !== 'slot')
  if (unknown !== undefined)
    throw new UserError(
      `the component ${unknown.name} needs the handler ${unknown.handler}, which this mycel does not have: update mycel on this device`,
    )
}
