import type { Address } from '#core/address.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { NodeInput, Phase } from '#node/engine/contract.ts'
import type { Endpoint, Network } from '#sim/endpoint/endpoint.ts'
import type { Machine } from './machine.ts'

/** One boot of a device, as its parts and the world around it see it. */
export interface DeviceBoot {
  readonly machine: Machine
  readonly endpoint: Endpoint
  /** What has come over the WAN for the release, as its exchange counts it. */
  readonly wanSpentBytes: number
  /** Hands the engine an input. */
  input(input: NodeInput): void
  /** Has the exchange bring a document; `then` hears whether it came. */
  document(address: Address, bytes: number, then: (came: boolean) => void): void
  /** Bytes of a plan are known: the WAN may bring so much. */
  planned(bytesMax: number): void
}

/** What a peer has verified of the repository. */
export interface Head {
  readonly timestampVersion: number
  readonly newest: string | undefined
}

/** What a running device needs of the world around it. */
export interface Surroundings extends Network {
  /** Seconds after the release. */
  readonly seconds: number
  /** Asks a peer for its metadata; `undefined` where it does not answer. */
  refresh(from: Endpoint, peer: PeerName, then: (head: Head | undefined) => void): void
  /** Its metadata is newer: everybody that it is connected with hears it. */
  announceHead(from: DeviceBoot): void
  /** The versions that its neighbours run. */
  otherVersions(from: Endpoint): readonly string[]
  /** Minutes since midnight on a clock that is right. */
  minuteOfDay(): number
  /** It has entered a phase. */
  entered(session: DeviceBoot, phase: Phase, version: string | undefined, detail: string): void
  /** The engine wants the device to reboot. */
  reboot(session: DeviceBoot, reason: string): void
  /** A rule of safety was broken. */
  violated(invariant: string, machine: Machine | undefined, detail: string): void
}
