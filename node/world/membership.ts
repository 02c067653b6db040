import type { Admission } from '#adapters/libp2p/mesh-handlers.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Hello } from '#core/exchange/message.ts'
import { readCertificate } from '#core/identity/certificate.ts'

/** Whom a device lets in: the trackers of its configuration, and devices that the fleet's authority has certified. */
export class Membership {
  readonly #trackers: ReadonlySet<PeerName>
  readonly #authorities: () => readonly Uint8Array[]

  constructor(trackers: ReadonlySet<PeerName>, authorities: () => readonly Uint8Array[]) {
    this.#trackers = trackers
    this.#authorities = authorities
  }

  admit(peer: PeerName, hello: Hello): Admission {
    if (this.#trackers.has(peer)) return { type: 'admitted', role: 'seeder', link: 'wan' }
    if (hello.role === 'seeder')
      return { type: 'refused', reason: 'this tracker is not in the configuration of the device' }
    try {
      const certificate = readCertificate(hello.certificate, this.#authorities())
      if (certificate.peer !== peer) return { type: 'refused', reason: 'the certificate is for another peer' }
      return { type: 'admitted', role: 'device', link: 'lan' }
    } catch (error) {
      return { type: 'refused', reason: messageOf(error) }
    }
  }
}
