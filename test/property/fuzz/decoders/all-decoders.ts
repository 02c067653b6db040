import { certificateDecoder, statementDecoder } from '#test/property/fuzz/decoders/certificates.ts'
import {
  chunkPageDecoder,
  deltaDecoder,
  payloadPageDecoder,
  releaseDecoder,
} from '#test/property/fuzz/decoders/documents.ts'
import { frameDecoder } from '#test/property/fuzz/decoders/frames.ts'
import { memoryDecoder } from '#test/property/fuzz/decoders/memory.ts'
import { fetchAnswerDecoder, fetchDecoder, messageDecoder } from '#test/property/fuzz/decoders/messages.ts'
import {
  nextRootDecoder,
  rolloutsDecoder,
  rootDecoder,
  signedRootDecoder,
  snapshotDecoder,
  targetsDecoder,
  timestampDecoder,
} from '#test/property/fuzz/decoders/metadata.ts'
import { nodeConfigDecoder } from '#test/property/fuzz/decoders/node-config.ts'
import {
  brotliDecoder,
  patchDecoder,
  patchSectionsDecoder,
  storedDecoder,
  zstdDecoder,
} from '#test/property/fuzz/decoders/payloads.ts'
import { bootRecordDecoder, sectorDecoder, versionFloorDecoder } from '#test/property/fuzz/decoders/records.ts'
import { receiptDecoder, reportDecoder, sealedReportDecoder } from '#test/property/fuzz/decoders/reports.ts'
import { updateDecoder } from '#test/property/fuzz/decoders/updates.ts'
import type { FuzzedDecoder } from '#test/property/fuzz/fuzzed-decoder.ts'

/** Every decoder of mycel. */
export const allDecoders: readonly FuzzedDecoder[] = [
  releaseDecoder,
  deltaDecoder,
  chunkPageDecoder,
  payloadPageDecoder,
  storedDecoder,
  zstdDecoder,
  brotliDecoder,
  patchDecoder,
  patchSectionsDecoder,
  updateDecoder,
  messageDecoder,
  fetchDecoder,
  fetchAnswerDecoder,
  frameDecoder,
  certificateDecoder,
  statementDecoder,
  reportDecoder,
  sealedReportDecoder,
  receiptDecoder,
  rootDecoder,
  signedRootDecoder,
  nextRootDecoder,
  timestampDecoder,
  snapshotDecoder,
  rolloutsDecoder,
  targetsDecoder,
  memoryDecoder,
  bootRecordDecoder,
  sectorDecoder,
  versionFloorDecoder,
  nodeConfigDecoder,
]
