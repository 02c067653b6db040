import type { Address } from '#core/address.ts'
import type { SlotName, VerifiedRelease } from '#core/boot/boot-state.ts'
import type { Digest } from '#core/digest.ts'
import type { ExchangeEffect, ExchangeInput, PeerName, Ticket, Way } from '#core/exchange/contract.ts'
import type { WallClock } from '#core/link/windows.ts'
import type { DeviceTraits, Offers, Remembered, UpdateRules } from './updates/facts.ts'

declare const brand: unique symbol

/** One piece of work that the device engine asked its world for. */
export type JobId = number & { readonly [brand]: 'JobId' }

/** One document that the world asked the exchange for. */
export type BlobId = number & { readonly [brand]: 'BlobId' }

/** How long a document may take to come from anywhere; then the world gives it up. */
export const blobTimeoutMs = 60_000

/** Something that the owner asked of the device. */
export type AskId = number & { readonly [brand]: 'AskId' }

/** A chunk of the release being installed: its ordinal over all components, from 0. */
export type ChunkRef = number & { readonly [brand]: 'ChunkRef' }

/** Where a device is on its way to a release. */
export type Phase =
  | 'idle'
  | 'offered'
  | 'planning'
  | 'fetching'
  | 'verifying'
  | 'staged'
  | 'trial'
  | 'confirmed'
  | 'rolled-back'
  | 'failed'

/** The phases in which a release is taken. */
export const takingPhases: readonly Phase[] = ['offered', 'planning', 'fetching', 'verifying']

/** What a device knows of itself when it starts. */
export interface StartFacts {
  readonly slot: SlotName
  /** The version in the slot that is running. */
  readonly running: string
  /** Whether this boot is a trial. */
  readonly trial: boolean
  /** The version that was given up last, and why, while no install has begun since. */
  readonly rollback: { readonly version: string; readonly reason: string } | undefined
  /** The security epoch of what is running: the device does not go below it. */
  readonly securityEpoch: number
  /** Version of the newest timestamp that is stored, 0 for none, and what it leads to. */
  readonly timestampVersion: number
  readonly offers: Offers
  readonly remembered: Remembered
}

/** What a device is, and what its owner decides about it, from its configuration. */
export interface DevicePolicy {
  readonly device: DeviceTraits
  readonly updates: UpdateRules
  /** Devices of its site that may reboot at once; undefined: a third of those that it knows. */
  readonly restartingMax: number | undefined
  readonly pollIntervalMs: number
  /** Whether a staged release boots at once or waits for `reboot-asked`. */
  readonly reboot: 'immediate' | 'manual'
  /** How long a trial boot has to prove itself. */
  readonly confirmWithinMs: number
  /** Whether a trial boot has checks of its health to pass. */
  readonly checksHealth?: boolean
  /** Test switch: every trial boot fails its health check. */
  readonly trialFails: boolean
}

/** One chunk that is to be made. */
export interface ChunkTask {
  readonly ref: ChunkRef
  /** The chunk's address once it is made and synced. */
  readonly address: Address
  readonly bytes: number
  /** Whether the device can make it from what it has. */
  readonly local: boolean
  readonly ways: readonly Way[]
  /** The group of the site that brings it in for fewer bytes over the WAN. */
  readonly rival: Digest | undefined
}

/** A plan as the engine sees it: what is missing, and how much there is in all. */
export interface PlanFacts {
  readonly version: string
  /** The same on all devices that lack the same payloads: those that take this release from the same base. */
  readonly group: Digest
  readonly chunkCount: number
  readonly tasks: readonly ChunkTask[]
  /** Chunks that the inactive slot already holds. */
  readonly present: readonly Address[]
}

/** What a chunk, or the chunks of one payload, are made from. */
export type Material =
  | { readonly type: 'local' }
  | { readonly type: 'fetched'; readonly address: Address; readonly ticket: Ticket }

/** Why chunks were not made: their bytes are not the signed ones, or the slot cannot be written. */
export type MakeFailure = { readonly type: 'wrong-chunk' } | { readonly type: 'slot-failed'; readonly reason: string }

/** What happens to a device, beside what happens to its exchange. Every job ends in exactly one input. */
export type DeviceInput =
  | { readonly type: 'started'; readonly facts: StartFacts }
  | { readonly type: 'tick' }
  /** A neighbour or the tracker says which metadata it has. */
  | { readonly type: 'head'; readonly peer: PeerName; readonly rootVersion: number; readonly timestampVersion: number }
  | {
      readonly type: 'refreshed'
      readonly job: JobId
      readonly timestampVersion: number
      readonly offers: Offers
    }
  | { readonly type: 'refresh-failed'; readonly job: JobId; readonly reason: string }
  /** What the clock on the wall shows: before `started`, and whenever it does not go on as it did. */
  | { readonly type: 'clock'; readonly clock: WallClock }
  /** What an owner asks for; each ends in one `answer`. */
  | { readonly type: 'install-asked'; readonly ask: AskId; readonly version: string }
  | { readonly type: 'rollback-asked'; readonly ask: AskId }
  | { readonly type: 'reboot-asked'; readonly ask: AskId }
  | { readonly type: 'approve-asked'; readonly ask: AskId; readonly version: string }
  | { readonly type: 'skip-asked'; readonly ask: AskId; readonly version: string }
  | { readonly type: 'planned'; readonly job: JobId; readonly plan: PlanFacts }
  | { readonly type: 'plan-failed'; readonly job: JobId; readonly reason: string }
  | { readonly type: 'full-found'; readonly job: JobId; readonly tasks: readonly ChunkTask[] }
  | { readonly type: 'full-missing'; readonly job: JobId; readonly reason: string }
  /** The WAN may be used again: what failed for want of it is tried at once, by all devices of a site together. */
  | { readonly type: 'wan-opened' }
  /** What is missing will not come: the device is to begin anew, with a plan of what is left. */
  | { readonly type: 'starved'; readonly reason: string }
  | { readonly type: 'made'; readonly job: JobId }
  | { readonly type: 'make-failed'; readonly job: JobId; readonly failure: MakeFailure }
  | { readonly type: 'synced'; readonly job: JobId }
  | { readonly type: 'sync-failed'; readonly job: JobId; readonly reason: string }
  | { readonly type: 'verified'; readonly job: JobId; readonly release: VerifiedRelease }
  | { readonly type: 'verify-failed'; readonly job: JobId; readonly reason: string }
  | { readonly type: 'boot-changed'; readonly job: JobId }
  | { readonly type: 'boot-failed'; readonly job: JobId; readonly reason: string }
  | { readonly type: 'image-checked'; readonly job: JobId; readonly problem: string | undefined }
  /** The checks of the device's health have run; `problem` says which failed, and how. */
  | { readonly type: 'health-checked'; readonly job: JobId; readonly problem: string | undefined }

/** What a device wants done, beside what its exchange wants done. */
export type DeviceEffect =
  /** Walk the TUF workflow, asking this peer for root and timestamp. */
  | { readonly type: 'refresh'; readonly job: JobId; readonly peer: PeerName }
  /** Read the release, its deltas and both slots; say what is missing. */
  | { readonly type: 'plan'; readonly job: JobId; readonly version: string }
  /** Look up the full payloads of chunks that cannot be made from the base. */
  | { readonly type: 'find-full'; readonly job: JobId; readonly chunks: readonly ChunkRef[] }
  /** Decode where needed, check each chunk's digest, write what is not yet there. */
  | { readonly type: 'make'; readonly job: JobId; readonly chunks: readonly ChunkRef[]; readonly material: Material }
  /** Make everything that was written to the inactive slot durable. */
  | { readonly type: 'sync'; readonly job: JobId }
  /** Read every image of the release back from the inactive slot. */
  | { readonly type: 'verify'; readonly job: JobId }
  | { readonly type: 'begin-trial'; readonly job: JobId; readonly release: VerifiedRelease }
  | { readonly type: 'check-image'; readonly job: JobId }
  /** Run the checks that the owner wrote for a release on trial. */
  | { readonly type: 'check-health'; readonly job: JobId }
  | { readonly type: 'confirm'; readonly job: JobId }
  | { readonly type: 'record-failure'; readonly job: JobId; readonly reason: string }
  | { readonly type: 'roll-back'; readonly job: JobId; readonly reason: string }
  /** Keep this over a restart, in the place of what was kept before. */
  | { readonly type: 'remember'; readonly remembered: Remembered }
  /** Whether what the owner asked for is done now; `refusal` says in words why not. */
  | { readonly type: 'answer'; readonly ask: AskId; readonly refusal: string | undefined }
  /** End the process so that the boot chooser picks the slot. The last effect of an engine. */
  | { readonly type: 'reboot'; readonly reason: string }
  /** The phase changed. `detail` is for people. */
  | { readonly type: 'phase'; readonly phase: Phase; readonly version: string | undefined; readonly detail: string }

/** What the device asks of its own exchange. */
export type ExchangeRequest = Extract<
  ExchangeInput,
  { readonly type: 'want' | 'unwant' | 'consumed' | 'holding' | 'lost' | 'leaving' }
>

/** What the exchange hands to its device. */
export type Delivery = Extract<ExchangeEffect, { readonly type: 'deliver' }>

/** What of the exchange's world concerns the device too. */
export type Contact = Extract<ExchangeInput, { readonly type: 'peer-joined' | 'peer-left' }>

/** Everything that happens to a node. */
export type NodeInput =
  | ExchangeInput
  | DeviceInput
  /** The world wants a document of the repository by its digest. */
  | { readonly type: 'blob-wanted'; readonly blob: BlobId; readonly address: Address; readonly bytes: number }
  | { readonly type: 'blob-unwanted'; readonly blob: BlobId }

/** Everything that a node wants done. What device and exchange tell each other stays inside. */
export type NodeEffect =
  | Exclude<ExchangeEffect, { readonly type: 'deliver' }>
  | DeviceEffect
  /** The bytes of a wanted document, until `consumed`. */
  | { readonly type: 'blob'; readonly blob: BlobId; readonly ticket: Ticket }
