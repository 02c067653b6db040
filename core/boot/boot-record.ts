import type { BootState, Rollback, SlotContent, SlotImage, SlotName, Trial } from '#core/boot/boot-state.ts'
import { bootAttempts, otherSlot, reasonBytesMax } from '#core/boot/boot-state.ts'
import type { WireRollback, WireTrial } from '#core/boot/wire.js'
import { WireBootRecord, WireSlotContent } from '#core/boot/wire.js'
import { check } from '#core/check.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { bytesOfDigest, digestFromBytes } from '#core/digest.ts'
import { componentsMax, formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { parseName, parseVersion } from '#core/format/name.ts'

/** The largest boot record, in bytes: two slots at their bound, and either a trial or a rollback. */
export const bootRecordBytesMax = 3 * 1024

/** The most bytes of the record that what one slot holds may take: about 20 components with short names. */
const slotContentBytesMax = 1280

const subject = 'boot record'

const slotContentForm = { 1: 'text', 2: 'bytes', 3: { 1: 'text', 2: 'bytes', 3: 'uint64' }, 4: 'uint64' } as const

/** The form of `WireBootRecord`. */
export const bootRecordForm = {
  1: 'major',
  2: 'text',
  3: { 1: 'text', 2: 'uint32', 3: 'text' },
  4: slotContentForm,
  5: slotContentForm,
  6: { 1: 'text', 2: 'text' },
} as const

/** The bytes of a boot state. A state that {@link decodeBootRecord} would refuse is a broken rule of our own. */
export function encodeBootRecord(state: BootState): Uint8Array {
  const { trial, rollback } = state
  const record = WireBootRecord.encode({
    major: formatMajor,
    active: state.active,
    ...(trial && { trial }),
    ...(state.slots.a && { a: contentToWire(state.slots.a) }),
    ...(state.slots.b && { b: contentToWire(state.slots.b) }),
    ...(rollback && { rollback }),
  })
  check(record.byteLength <= bootRecordBytesMax, `a boot record is at most ${bootRecordBytesMax} bytes long`)
  return record
}

/** Reads a boot state. Throws {@link FormatError} on anything that no sequence of transitions leads to. */
export function decodeBootRecord(bytes: Uint8Array): BootState {
  requireSize(subject, bytes, bootRecordBytesMax)
  const limits = { a: { images: componentsMax }, b: { images: componentsMax } }
  const decode = (record: Uint8Array) => WireBootRecord.decode(record, { limits })
  const wire = decodeWire(subject, { bytes, form: bootRecordForm, decode })
  requireMajor(subject, wire.major)
  const active = slotFromWire(wire.active)
  const slots = { a: wire.a && contentFromWire(wire.a), b: wire.b && contentFromWire(wire.b) }
  const trial = wire.trial && trialFromWire(wire.trial)
  const rollback = wire.rollback && rollbackFromWire(wire.rollback)
  if (trial) {
    requireForm(subject, trial.slot === otherSlot(active), `slot ${trial.slot} is active and on trial at once`)
    requireForm(subject, slots[trial.slot] !== undefined, `slot ${trial.slot} is on trial and holds nothing`)
    requireForm(subject, rollback === undefined, 'has a trial and a rollback at once')
  }
  return { active, slots, trial, rollback }
}

/** Whether what a slot would hold fits into the boot record beside a slot of the largest size. */
export function fitsBootRecord(content: SlotContent): boolean {
  return content.images.length <= componentsMax && contentBytes(contentToWire(content)) <= slotContentBytesMax
}

function contentBytes(wire: WireSlotContent): number {
  return WireSlotContent.encode(wire).byteLength
}

function contentToWire(content: SlotContent): WireSlotContent {
  return {
    version: content.version,
    securityEpoch: content.securityEpoch,
    release: content.release === undefined ? new Uint8Array(0) : bytesOfDigest(content.release),
    images: content.images.map((image) => ({
      component: image.component,
      digest: bytesOfDigest(image.digest),
      imageBytes: image.imageBytes,
    })),
  }
}

function contentFromWire(wire: WireSlotContent): SlotContent {
  requireForm(subject, contentBytes(wire) <= slotContentBytesMax, 'says more of a slot than its bound')
  const components = new Set(wire.images.map((image) => image.component))
  requireForm(subject, components.size === wire.images.length, 'names a component of a slot twice')
  return {
    version: parseVersion(wire.version),
    securityEpoch: wire.securityEpoch,
    release: wire.release.byteLength === 0 ? undefined : digestFromBytes(wire.release),
    images: wire.images.map(
      (image): SlotImage => ({
        component: parseName('component', image.component),
        digest: digestFromBytes(image.digest),
        imageBytes: chunkGeometry(image.imageBytes).imageBytes,
      }),
    ),
  }
}

function trialFromWire(wire: WireTrial): Trial {
  const { attemptsLeft } = wire
  requireForm(subject, attemptsLeft <= bootAttempts, `${attemptsLeft} boots are left of ${bootAttempts}`)
  return { slot: slotFromWire(wire.slot), attemptsLeft, lastFailure: reasonFromWire(wire.lastFailure) }
}

function rollbackFromWire(wire: WireRollback): Rollback {
  const version = wire.version === '' ? '' : parseVersion(wire.version)
  return { version, reason: reasonFromWire(wire.reason) }
}

function reasonFromWire(reason: string): string {
  requireForm(subject, Buffer.byteLength(reason) <= reasonBytesMax, `a reason is over ${reasonBytesMax} bytes long`)
  return reason
}

function slotFromWire(slot: string): SlotName {
  requireForm(subject, slot === 'a' || slot === 'b', `there is no slot ${JSON.stringify(slot.slice(0, 20))}`)
  return slot
}
