import { peerSigner } from '#adapters/keys/peer-signer.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Random } from '#core/random.ts'
import { decodeReport, encodeReport, reportForm } from '#core/report/encode-report.ts'
import { decodeReceipt, encodeReceipt, receiptForm, type TakenReport } from '#core/report/receipt.ts'
import type { Report } from '#core/report/report.ts'
import {
  decodeSealedReport,
  encodeSealedReport,
  type SealedReport,
  sealedReportForm,
  sealReport,
} from '#core/report/sealed-report.ts'
import { everyEvent, reportWith } from '#test/core/report/reports.ts'
import { anyBytes, type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { wireMutators, withNewerMajor, withUnknownField } from '#test/property/fuzz/mutate/mutate-wire.ts'

export const reportDecoder: FuzzedDecoder<Report> = {
  name: 'report',
  samples: (random) => anyReports(random).map(encodeReport),
  decode: decodeReport,
  encode: encodeReport,
  mutators: wireMutators(reportForm),
  withUnknown: (sample, random) => withUnknownField(sample, reportForm, random),
  newer: (sample) => withNewerMajor(sample, reportForm),
}

export const sealedReportDecoder: FuzzedDecoder<SealedReport> = {
  name: 'sealed report',
  samples: (random) => {
    const sign = peerSigner(new Uint8Array(32).fill(1))
    return anyReports(random).map((report) => encodeSealedReport(sealReport(report, anyBytes(random, 100), sign)))
  },
  decode: decodeSealedReport,
  encode: encodeSealedReport,
  mutators: wireMutators(sealedReportForm),
  withUnknown: (sample, random) => withUnknownField(sample, sealedReportForm, random),
}

export const receiptDecoder: FuzzedDecoder<readonly TakenReport[]> = {
  name: 'receipt',
  samples: (random) => many(5, () => encodeReceipt(many(random.below(4), () => anyTaken(random)))),
  decode: decodeReceipt,
  encode: encodeReceipt,
  mutators: wireMutators(receiptForm),
  withUnknown: (sample, random) => withUnknownField(sample, receiptForm, random),
  newer: (sample) => withNewerMajor(sample, receiptForm),
}

function anyTaken(random: Random): TakenReport {
  return { device: pick(random, ['12D3KooW', 'x'.repeat(64)]) as PeerName, sequence: random.below(2 ** 32) * 2 ** 20 }
}

/** One of each event. */
function anyReports(random: Random): readonly Report[] {
  return everyEvent.map((event) =>
    reportWith({ event, sequence: 1 + random.below(2 ** 32), at: random.below(2 ** 32) }),
  )
}
