import { requireForm } from '#core/format/bounds.ts'
import { parseName, parseVersionRange } from '#core/format/name.ts'

/** Which devices a release is for, as its signed target says; what it does not say holds for all. */
export interface ReleaseTerms {
  /** Taken only where a rollout admits the device; others are taken by everybody. */
  readonly gated?: true
  /** Devices of a higher one do not take it. The release document says it too, and decides. */
  readonly securityEpoch?: number
  /** The hardware that it is for, 1 to {@link hardwareMax} names. */
  readonly hardware?: readonly string[]
  /** The running versions that may take it, as a range (`>=1.4.0`). */
  readonly from?: string
}

/** The most kinds of hardware that one release is for. */
const hardwareMax = 64

/** Reads the terms of a release from the `custom.mycel` of its target. Throws {@link FormatError}. */
export function readTerms(path: string, custom: Readonly<Record<string, unknown>>): ReleaseTerms {
  const { gated, securityEpoch, hardware, from } = custom
  const subject = `target ${path}`
  requireForm(subject, gated === undefined || typeof gated === 'boolean', 'has a gated that is neither true nor false')
  return {
    ...(gated === true && { gated }),
    ...(securityEpoch !== undefined && { securityEpoch: readEpoch(subject, securityEpoch) }),
    ...(hardware !== undefined && { hardware: readHardware(subject, hardware) }),
    ...(from !== undefined && { from: readRange(subject, from) }),
  }
}

function readEpoch(subject: string, value: unknown): number {
  const isEpoch = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  requireForm(subject, isEpoch, 'has a securityEpoch that is no whole number')
  return value
}

function readHardware(subject: string, value: unknown): readonly string[] {
  requireForm(
    subject,
    Array.isArray(value) && value.length >= 1 && value.length <= hardwareMax,
    `has a hardware that is no list of 1 to ${hardwareMax} names`,
  )
  return value.map((name: unknown) => parseName('hardware', String(name)))
}

function readRange(subject: string, value: unknown): string {
  requireForm(subject, typeof value === 'string', 'has a from that is not text')
  return parseVersionRange(value)
}
