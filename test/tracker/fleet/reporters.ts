import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { issueCertificate } from '#core/identity/certificate.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import type { Report } from '#core/report/report.ts'
import { type SealedReport, sealReport } from '#core/report/sealed-report.ts'
import { reportWith } from '#test/core/report/reports.ts'

/** The authority of the fleets in tests. */
export const fleetAuthority = signingKeyFromSeed(new Uint8Array(32).fill(77))

/** A device that reports. */
export interface Reporter {
  readonly peer: PeerName
  /** A report of it, with these parts in their place. */
  report(parts: Partial<Report>): SealedReport
}

/** The device number `index` of a fleet, certified with these tags. */
export function reporter(index: number, tags: readonly string[] = []): Reporter {
  const seed = new Uint8Array(32)
  new DataView(seed.buffer).setUint32(0, index + 1)
  const peer = peerNameOf(signingKeyFromSeed(seed).publicKey)
  const certificate = issueCertificate({ peer, product: 'hub', tags }, fleetAuthority)
  const sign = peerSigner(seed)
  return { peer, report: (parts) => sealReport(reportWith(parts), certificate, sign) }
}
