import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { type BootState, otherSlot, type SlotName } from '#core/boot/boot-state.ts'
import type { Digest } from '#core/digest.ts'
import type { Ticket } from '#core/exchange/contract.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { BootJobs } from '#node/boot/boot-jobs.ts'
import type { StartFacts } from '#node/engine/contract.ts'
import type { BlobSource } from '#node/install/blob-source.ts'
import { ContentIndex } from '#node/install/content-index.ts'
import { DocumentStore } from '#node/install/document-store.ts'
import { ImageKnowledge } from '#node/install/image-knowledge.ts'
import { InstallJobs } from '#node/install/install-jobs.ts'
import { Installation } from '#node/install/installation.ts'
import { checkRunning, indexRunning } from '#node/install/running-images.ts'
import { SlotSet } from '#node/install/slot-set.ts'
import { startFacts } from '#node/start-facts.ts'
import { UpdateMemory } from '#node/updates/update-memory.ts'
import type { Machine } from '#sim/full/machine.ts'
import { InlineDecoder } from './inline-decoder.ts'

/** The production code that one process of a node consists of, over the flash of a machine. */
export interface NodeParts {
  readonly facts: StartFacts
  readonly metadata: MetadataClient
  readonly memory: UpdateMemory
  readonly installs: InstallJobs
  readonly boot: BootJobs
  /** Makes the running images servable; resolves with the addresses of their chunks. */
  readonly indexImages: () => ReturnType<typeof indexRunning>
}

/** What the parts need of the process. */
export interface PartsInit {
  readonly blobs: BlobSource
  /** The bytes under a ticket, undefined once they are released. */
  readonly bytesOf: (ticket: Ticket) => Uint8Array | undefined
  readonly intend: (group: Digest) => void
}

/** Puts a node together as `node/run.ts` does. Rejects with `PowerCut` when the power goes. */
export async function openParts(
  machine: Machine,
  running: SlotName,
  { blobs, bytesOf, intend }: PartsInit,
): Promise<NodeParts> {
  const { board, update, ailments, witness, observe } = machine
  const { store } = board
  const bootStore = witness.watchBoot(board.bootStore)
  const boot: BootState = await bootStore.read()
  const metadata = await MetadataClient.open({ store, floor: board.versionFloor, root: update.repository.root })
  const remembered = await UpdateMemory.read(store)
  const images = boot.slots[running]?.images ?? []
  const slots = slotsOf(machine, running)
  const content = new ContentIndex()
  const knowledge = new ImageKnowledge(store)
  const installation = new Installation({
    product: update.product,
    slots,
    bootStore,
    documents: new DocumentStore(store, blobs),
    knowledge,
    content,
    decoder: new InlineDecoder(ailments.decoderErrs),
    garbage: new GarbageBudget({ collect: () => {} }),
    targets: () => targetsOf(metadata.trusted),
    otherImages: () => [],
  })
  return {
    facts: startFacts(update.product, { boot, running, trusted: metadata.trusted, remembered }),
    metadata,
    memory: new UpdateMemory(store, () => {}),
    installs: new InstallJobs({
      installation,
      bytesOf,
      intend,
      planned: ({ tasks }) => {
        witness.planned(tasks)
        observe({ type: 'planned', tasks })
      },
      grew: (tasks) => {
        witness.grew(tasks)
        observe({ type: 'planned', tasks })
      },
    }),
    boot: new BootJobs({ store: bootStore, running, checkImages: () => checkRunning(slots, images) }),
    indexImages: () => indexRunning(slots, images, { knowledge, content, unreadable: () => {} }),
  }
}

function slotsOf({ board, witness }: Machine, running: SlotName): SlotSet {
  const open = board.components.map((component) => {
    const active = beforeWrites(board.slot(component, running), () => witness.wroteActive(component))
    const inactive = beforeWrites(board.slot(component, otherSlot(running)), () => board.requireSpace())
    return [component, { active, inactive }] as const
  })
  return SlotSet.over(running, new Map(open))
}

/** A slot, and what is done before each of its writes. */
function beforeWrites(device: BlockDevice, first: () => void): BlockDevice {
  return {
    bytes: device.bytes,
    read: (into, position) => device.read(into, position),
    write: async (from, position) => {
      first()
      await device.write(from, position)
    },
    sync: () => device.sync(),
    close: () => device.close(),
  }
}
