import type { Address } from '#core/address.ts'
import type { BootState, SlotContent, SlotName } from '#core/boot/boot-state.ts'
import { otherSlot } from '#core/boot/boot-state.ts'
import { chooseSlot, factoryState } from '#core/boot/boot-transitions.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { LinkConfig } from '#core/link/rules.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import type { Random } from '#sim/random.ts'
import type { ModelledRelease } from './modelled-release.ts'
import { ModelledSlot } from './modelled-slot.ts'

/** What a device is for the whole run. */
export interface MachineFacts {
  /** Counted over the whole fleet. */
  readonly index: number
  readonly site: number
  readonly name: PeerName
  readonly release: ModelledRelease
  /** The version that it runs when the run begins. */
  readonly from: string
  readonly decodeBytesPerSecond: number
  readonly flashBytesPerSecond: number
  readonly link: LinkConfig
  /** For the choices of its power cuts. */
  readonly random: Random
}

/** What went wrong with the firmware of a device, if anything: how a trial boot of the release ends. */
export type Firmware = 'good' | 'no-boot' | 'hangs' | 'unhealthy'

/** What a device has done and taken, for the results. */
export interface MachineCounts {
  wanBytes: number
  lanBytes: number
  sentBytes: number
  verifiedAt: number | undefined
  confirmedAt: number | undefined
  rolledBackAt: number | undefined
  /** The last thing that held it up. */
  reason: string
}

/** A device beyond its boots: flash, boot record, stored metadata, and what the faults of the run do to it. */
export class Machine {
  readonly facts: MachineFacts
  readonly slots: { readonly [name in SlotName]: ModelledSlot }
  readonly counts: MachineCounts = {
    wanBytes: 0,
    lanBytes: 0,
    sentBytes: 0,
    verifiedAt: undefined,
    confirmedAt: undefined,
    rolledBackAt: undefined,
    reason: '',
  }
  /** The boot record: every change of it is durable when it is made. */
  boot: BootState
  running: SlotName = 'a'
  /** Documents in its store. */
  readonly documents = new Set<Address>()
  timestampVersion = 1
  newest: string | undefined
  /** What its engine remembers of updates: durable when it says so. */
  remembered = nothingRemembered
  firmware: Firmware = 'good'
  isDiskFull = false
  /** The year that its wall clock shows instead of the right time. */
  clockYear: number | undefined
  isDead = false
  /** An impostor runs in the place of mycel: it speaks to its neighbours and takes nothing. */
  isLying = false
  /** What it announces of itself counts on over its boots. */
  boots = 0

  constructor(facts: MachineFacts) {
    this.facts = facts
    const { release, from } = facts
    this.boot = factoryState(contentOf(release, from))
    this.slots = { a: new ModelledSlot(release.chunkCount, from), b: new ModelledSlot(release.chunkCount, undefined) }
    this.newest = from
    if (from === release.version) this.slots.a.fill()
  }

  get inactive(): ModelledSlot {
    return this.slots[otherSlot(this.running)]
  }

  /** What runs. */
  get version(): string {
    return this.boot.slots[this.running]?.version ?? ''
  }

  /** Whether this boot is a trial. */
  get isTrial(): boolean {
    return this.boot.trial?.slot === this.running
  }

  /** It has taken the release long ago, and keeps the documents that devices on these versions read. */
  hasUpdated(versions: readonly string[]): void {
    this.timestampVersion = 2
    for (const from of versions) {
      for (const { address } of this.facts.release.documentsFor(from)) this.documents.add(address)
    }
  }

  /** Lets the boot chooser pick the slot. Returns what is wrong with it, undefined where it boots. */
  chooseBoot(): string | undefined {
    const { slot, next } = chooseSlot(this.boot)
    this.boot = next
    this.running = slot
    this.boots += 1
    const version = this.boot.slots[slot]?.version
    if (version === undefined) return `slot ${slot}, which boots, holds nothing that is whole`
    if (this.slots[slot].version !== version) return `slot ${slot} should hold ${version} and holds something else`
    return undefined
  }
}

/** What a slot with this version holds, as the boot record says it. */
export function contentOf(release: ModelledRelease, version: string): SlotContent {
  const isNew = version === release.version
  return { version, release: isNew ? release.digest : undefined, images: [release.imageOf(version)], securityEpoch: 0 }
}
