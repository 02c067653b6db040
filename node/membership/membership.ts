import type { Admission } from '#adapters/libp2p/mesh-handlers.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Hello } from '#core/exchange/message.ts'
import type { Certificates } from './certificates.ts'

/** Whom a device lets in: the trackers of its configuration, and devices that the fleet's authority has certified. */
export class Membership {
  readonly #trackers: ReadonlySet<PeerName>
  readonly #certificates: Certificates

  constructor(trackers: ReadonlySet<PeerName>, certificates: Certificates) {
    this.#trackers = trackers
    this.#certificates = certificates
  }

  admit(peer: PeerName, hello: Hello): Admission {
    if (this.#trackers.has(peer)) return { type: 'admitted', role: 'seeder', link: 'wan' }
    if (hello.role === 'seeder')
      return { type: 'refused', reason: 'this tracker is not in the configuration of the device' }
    try {
      const certificate = this.#certificates.read(hello.certificate)
      if (certificate.peer !== peer) return { type: 'refused', reason: 'the certificate is for another peer' }
      return { type: 'admitted', role: 'device', link: 'lan' }
    } catch (error) {
      return { type: 'refused', reason: messageOf(error) }
    }
  }
}
