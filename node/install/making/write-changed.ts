import type { BlockDevice } from '#core/block-device.ts'

/** Flash is compared and written in blocks of this many bytes. */
const blockBytes = 64 * 1024

/**
 * Writes `bytes` at `position` where the device holds something else: a block that is already right
 * is not written, because flash wears. Returns how many bytes were written. `scratch` is as long as
 * `bytes` and is overwritten.
 */
export async function writeChanged(
  device: BlockDevice,
  bytes: Uint8Array,
  position: number,
  scratch: Uint8Array,
): Promise<number> {
  const present = scratch.subarray(0, bytes.byteLength)
  await device.read(present, position)
  let written = 0
  for (const { start, end } of changedRuns(present, bytes)) {
    await device.write(bytes.subarray(start, end), position + start)
    written += end - start
  }
  return written
}

/** The runs of blocks, of 64 KiB each, in which two equally long byte arrays differ. */
export function* changedRuns(
  before: Uint8Array,
  after: Uint8Array,
): Generator<{ readonly start: number; readonly end: number }> {
  let start: number | undefined
  for (let block = 0; block < after.byteLength; block += blockBytes) {
    const end = Math.min(block + blockBytes, after.byteLength)
    const same = Buffer.compare(before.subarray(block, end), after.subarray(block, end)) === 0
    if (!same) start ??= block
    else if (start !== undefined) {
      yield { start, end: block }
      start = undefined
    }
  }
  if (start !== undefined) yield { start, end: after.byteLength }
}
