import { MediumError } from '#adapters/slot/medium-error.ts'
import { Bitfield } from '#core/bitfield.ts'
import type { BlockDevice } from '#core/block-device.ts'
import type { SlotImage } from '#core/boot/boot-state.ts'
import type { Digest } from '#core/digest.ts'
import { FormatError, UserError } from '#core/errors.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { decodePayloadPage, entriesOf, pageOf, payloadPageBytes } from '#core/format/page.ts'
import type { Component } from '#core/format/release.ts'
import type { MycelTarget } from '#core/metadata/target.ts'
import { cheaperElsewhere } from '#core/plan/cheapest-base.ts'
import { type ChunkDigests, digestsFromDelta } from '#core/plan/chunk-digests.ts'
import type { ImageGroup } from '#core/plan/image-groups.ts'
import { planImage, withFullPayload } from '#core/plan/image-plan.ts'
import { ComponentInstall } from '#node/install/component-install.ts'
import type { DocumentStore } from '#node/install/document-store.ts'
import type { ImageKnowledge } from '#node/install/image-knowledge.ts'
import { hashChunks } from '#node/install/read-chunks.ts'
import { fetchDelta } from './fetch-delta.ts'
import { fetchDigests } from './fetch-digests.ts'
import { fetchSiteBases } from './site-bases.ts'

/** What planning one component takes. */
export interface ComponentFacts {
  readonly component: Component
  readonly firstRef: number
  readonly active: BlockDevice
  readonly inactive: BlockDevice
  /** The image in the active slot, undefined where nobody knows it. */
  readonly base: SlotImage | undefined
  readonly targets: readonly MycelTarget[]
  readonly documents: DocumentStore
  readonly knowledge: ImageKnowledge
  /** The devices that take the release from the images of this one. */
  readonly group: Digest
  /** The others of the site. */
  readonly others: readonly ImageGroup[]
}

/** How the base relates to the new image: a delta, or nothing that helps. */
interface Basis {
  readonly delta: Delta | undefined
  readonly digests: ChunkDigests
}

/** Reads what there is to know of one component and plans each missing chunk. */
export async function planComponent(facts: ComponentFacts): Promise<ComponentInstall> {
  const { component, firstRef, active, inactive, knowledge } = facts
  const { manifest, name } = component
  if (manifest.imageBytes > inactive.bytes) {
    throw new UserError(
      `the ${name} image has ${manifest.imageBytes} bytes and its slot only ${inactive.bytes}: the vendor must publish a smaller image for this device`,
    )
  }
  const { delta, digests } = (await basisFromDelta(facts)) ?? {
    delta: undefined,
    digests: await fetchDigests(manifest, facts.documents),
  }
  const rivalOf = cheaperElsewhere({ group: facts.group, delta }, await fetchSiteBases(manifest, facts.others, facts))
  const install = new ComponentInstall({ name, manifest, digests, active, inactive, firstRef, delta, rivalOf })
  await knowledge.keep(manifest.imageDigest, manifest, digests)
  const present = await surveySlot(inactive, manifest, digests)
  for (const planned of planImage({ manifest, digests, delta, present })) {
    const isComplete = planned.local !== undefined || planned.ways.some((way) => way.address.startsWith('payload:'))
    if (isComplete) {
      install.planned.set(planned.chunk, planned)
    } else {
      await fetchPayloadPage(install, pageOf(planned.chunk), facts.documents)
      install.planned.set(planned.chunk, withFullPayload(planned, install.fullPayload(planned.chunk)))
    }
  }
  return install
}

/** Fetches the page of full payloads that `page` numbers, once. */
export async function fetchPayloadPage(
  install: ComponentInstall,
  page: number,
  documents: DocumentStore,
): Promise<void> {
  if (install.hasPage(page)) return
  const entries = entriesOf(page, install.manifest.chunkCount)
  const bytes = await documents.get(install.manifest.payloadPages[page] as Digest, payloadPageBytes(entries))
  install.learnPage(page, decodePayloadPage(bytes, entries))
}

/** The delta from the active image and the digests that follow from it; undefined where there is none that fits. */
async function basisFromDelta({
  component,
  active,
  base,
  targets,
  documents,
  knowledge,
}: ComponentFacts): Promise<Basis | undefined> {
  if (base === undefined) return undefined
  const { manifest } = component
  const delta = await fetchDelta(manifest, base.digest, { targets, documents })
  if (delta === undefined) return undefined
  try {
    const baseDigests = await knowledge.digests(active, base.digest, base.imageBytes, manifest.chunkBytes)
    return { delta, digests: digestsFromDelta(manifest, delta, baseDigests) }
  } catch (error) {
    // The active slot does not give what the boot state says: the device can still take the full payloads.
    if (error instanceof FormatError || error instanceof MediumError) return undefined
    throw error
  }
}

/** Which chunks a slot already holds at their places: its bytes say so, no journal does. */
async function surveySlot(slot: BlockDevice, manifest: Manifest, digests: ChunkDigests): Promise<Bitfield> {
  // What a process wrote before it was killed can be read, but is not durable yet.
  await slot.sync()
  const present = new Bitfield(manifest.chunkCount)
  const found = await hashChunks(slot, manifest)
  found.forEach((digest, chunk) => {
    if (digest === digests[chunk]) present.set(chunk)
  })
  return present
}
