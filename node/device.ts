import type { Root } from '@tufjs/models'
import { openBootStore } from '#adapters/boot/boot-store.ts'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import { LevelStore } from '#adapters/level/level-store.ts'
import { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import { openVersionFloor } from '#adapters/record/version-floor.ts'
import { type Address, payloadAddress } from '#core/address.ts'
import type { SlotImage, SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { chooseSlot } from '#core/boot/boot-transitions.ts'
import { type Certificate, readCertificate } from '#core/identity/certificate.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import type { TrustedFile } from '#core/metadata/read-metadata.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { deviceTags } from '#core/rollout/device-tags.ts'
import { dataPaths, type NodeIdentity, readIdentity } from './data-directory.ts'
import type { StartFacts } from './engine/contract.ts'
import { SlotSet } from './install/slot-set.ts'
import { startFacts } from './start-facts.ts'
import { UpdateMemory } from './updates/update-memory.ts'

/** What a device is made of before it meets anybody: who it is, what it runs, what it trusts. */
export interface Device {
  readonly config: NodeConfig
  readonly identity: NodeIdentity
  readonly store: KeyValueStore
  readonly bootStore: BootStore
  /** The slot that runs. */
  readonly running: SlotName
  /** The images in it, as the boot record says. */
  readonly images: readonly SlotImage[]
  /** What rollouts select it by. */
  readonly tags: Readonly<Record<string, string>>
  readonly slots: SlotSet
  readonly metadata: MetadataClient
  /** What the engine starts from. */
  readonly facts: StartFacts
}

/** Opens a device and takes its lock. Without a boot chooser before it (`slot` undefined) it does that work too. */
export async function openDevice(config: NodeConfig, slot: SlotName | undefined): Promise<Device> {
  const paths = dataPaths(config.dataDirectory)
  const identity = await readIdentity(config.dataDirectory)
  // What is open when something is wrong with the device is closed again: its lock, and the files of its slots.
  await using opened = new AsyncDisposableStack()
  const store = await LevelStore.open(paths.state)
  opened.defer(() => store.close())
  const bootStore = openBootStore(paths.boot)
  const before = await bootStore.read()
  const { slot: chosen, next } = chooseSlot(before)
  const running = slot ?? chosen
  const boot = slot === undefined ? next : before
  if (boot !== before) await bootStore.write(boot)
  const slots = await SlotSet.open(componentSlots(config), running)
  opened.defer(() => slots.close())
  const metadata = await MetadataClient.open({ store, floor: openVersionFloor(paths.boot), root: identity.root })
  const certificate = requireCertified(identity, metadata.trusted.root)
  const tags = deviceTags(config.tags, certificate.tags)
  const remembered = await UpdateMemory.read(store)
  const facts = startFacts(config.product, { boot, running, trusted: metadata.trusted, remembered })
  const images = boot.slots[running]?.images ?? []
  opened.move()
  return { config, identity, store, bootStore, running, images, tags, slots, metadata, facts }
}

/** A device that nobody admits would run on alone, and nobody would hear why. */
function requireCertified({ certificate, root }: NodeIdentity, newest: TrustedFile<Root>): Certificate {
  const provisioned = trustRoot(root).root
  const roots = newest.version === provisioned.version ? [newest] : [provisioned, newest]
  return readCertificate(certificate, roots.flatMap(authoritiesOf))
}

/** Gives up the device and its lock. */
export async function closeDevice({ slots, store }: Device): Promise<void> {
  await slots.close()
  await store.close()
}

/** Where the slots of a configuration are. */
export function componentSlots(
  config: NodeConfig,
): readonly { readonly name: string; readonly a: string; readonly b: string }[] {
  return config.components.map(({ name, slotA, slotB }) => ({ name, a: slotA, b: slotB }))
}

/** The targets of the newest metadata that the device trusts. */
export function trustedTargets({ metadata }: Device): readonly MycelTarget[] {
  return targetsOf(metadata.trusted)
}

/** The metadata files that have a digest: neighbours fetch them like any other bytes. */
export function metadataAddresses({ metadata: { trusted } }: Device): readonly Address[] {
  const files = [trusted.snapshot, trusted.targets, trusted.rollouts].filter((file) => file !== undefined)
  return files.map((file) => payloadAddress(file.digest))
}
