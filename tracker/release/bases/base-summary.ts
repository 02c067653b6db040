import { fleetSavedBytes, type MeasuredBase, savedBytes } from '#tracker/release/bases/choose-bases.ts'

/** What the deltas of a release from one version cost and save, over all its components; for people and scripts. */
export interface BaseSummary {
  readonly version: string
  /** How many devices run it; undefined where nobody counted. */
  readonly devices: number | undefined
  /** What travels to a device without any base. */
  readonly fullBytes: number
  /** What travels to a device that runs this version. */
  readonly deltaBytes: number
  /** The difference, for one device. */
  readonly savedBytes: number
  /** The difference, for all devices that run it; undefined where nobody counted. */
  readonly fleetSavedBytes: number | undefined
}

/** Describes a base that was chosen. */
export function describeBase(base: MeasuredBase): BaseSummary {
  const { version, devices, fullBytes, deltaBytes } = base
  const fleet = devices === undefined ? undefined : fleetSavedBytes(base)
  return { version, devices, fullBytes, deltaBytes, savedBytes: savedBytes(base), fleetSavedBytes: fleet }
}
