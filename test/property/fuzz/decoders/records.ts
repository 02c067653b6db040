import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openVersionFloor } from '#adapters/record/version-floor.ts'
import { bootRecordForm, decodeBootRecord, encodeBootRecord } from '#core/boot/boot-record.ts'
import type { BootState, SlotContent } from '#core/boot/boot-state.ts'
import type { Versions } from '#core/metadata/versions.ts'
import type { Random } from '#core/random.ts'
import {
  decodeRecordSector,
  encodeRecordSector,
  recordPayloadBytesMax,
  type StoredRecord,
} from '#core/record/record-sector.ts'
import { anyDigest } from '#test/property/fuzz/decoders/documents.ts'
import { anyBytes, type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { jsonMutators, withUnknownKey } from '#test/property/fuzz/mutate/mutate-json.ts'
import { wireMutators, withNewerMajor, withUnknownField } from '#test/property/fuzz/mutate/mutate-wire.ts'

export const bootRecordDecoder: FuzzedDecoder<BootState> = {
  name: 'boot record',
  samples: (random) => many(20, () => encodeBootRecord(anyBootState(random))),
  decode: decodeBootRecord,
  encode: encodeBootRecord,
  mutators: wireMutators(bootRecordForm),
  withUnknown: (sample, random) => withUnknownField(sample, bootRecordForm, random),
  newer: (sample) => withNewerMajor(sample, bootRecordForm),
}

function anyBootState(random: Random): BootState {
  const reason = pick(random, ['', 'the health check failed', '€'.repeat(133)])
  const content = anyContent(random)
  const state: BootState = { active: 'a', slots: { a: content, b: undefined }, trial: undefined, rollback: undefined }
  return pick<BootState>(random, [
    state,
    { ...state, active: 'b', slots: { a: undefined, b: content } },
    { ...state, rollback: { version: pick(random, ['', '1.0.0']), reason } },
    {
      ...state,
      slots: { a: content, b: anyContent(random) },
      trial: { slot: 'b', attemptsLeft: random.below(4), lastFailure: reason },
    },
  ])
}

function anyContent(random: Random): SlotContent {
  return {
    version: pick(random, ['1.0.0', '2.0.0-rc.1']),
    release: pick(random, [undefined, anyDigest(random)]),
    securityEpoch: random.below(5),
    images: many(random.below(4), (index) => ({
      component: `part-${index}`,
      digest: anyDigest(random),
      imageBytes: 1 + random.below(2 ** 32),
    })),
  }
}

export const sectorDecoder: FuzzedDecoder<StoredRecord> = {
  name: 'record sector',
  samples: (random) =>
    many(5, () => {
      const payload = anyBytes(random, random.below(pick(random, [20, recordPayloadBytesMax + 1])))
      return encodeRecordSector({ sequence: pick(random, [1, 2, Number.MAX_SAFE_INTEGER]), payload })
    }),
  decode: decodeRecordSector,
  encode: encodeRecordSector,
  mutators: [],
}

/** The version floor as a node reads it, from a record pair in a directory of this process. */
export const versionFloorDecoder: FuzzedDecoder<Versions> = {
  name: 'version floor',
  isDear: true,
  samples: (random) =>
    many(5, () =>
      encodeFloor({
        root: 1,
        timestamp: random.below(2 ** 31),
        snapshot: 7,
        targets: random.below(9),
        rollouts: random.below(9),
      }),
    ),
  decode: async (json) => {
    const payload = json.subarray(0, recordPayloadBytesMax)
    writeFileSync(join(floorDirectory(), 'version-floor.0'), encodeRecordSector({ sequence: 1, payload }))
    return await openVersionFloor(floorDirectory()).read()
  },
  encode: encodeFloor,
  mutators: jsonMutators,
  withUnknown: withUnknownKey,
}

function encodeFloor(versions: Versions): Uint8Array {
  return Buffer.from(JSON.stringify(versions))
}

let madeDirectory: string | undefined

/** Made when it is first needed, and removed when the process ends. */
function floorDirectory(): string {
  if (madeDirectory === undefined) {
    const directory = mkdtempSync(join(tmpdir(), 'mycel-fuzz-'))
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
    madeDirectory = directory
  }
  return madeDirectory
}
