import type { Certificate } from '#core/identity/certificate.ts'
import { readCertificate } from '#core/identity/certificate.ts'

/** Certificates that are remembered as genuine; the oldest is forgotten first. */
const rememberedMax = 512

/** Reads certificates, and checks the signature of each only once: it takes milliseconds on a small device. */
export class Certificates {
  readonly #authorities: () => readonly Uint8Array[]
  readonly #genuine = new Map<string, Certificate>()

  /** `authorities` are the public keys of those who certify devices now. */
  constructor(authorities: () => readonly Uint8Array[]) {
    this.#authorities = authorities
  }

  /** Reads a certificate of the fleet. Throws as {@link readCertificate} does. */
  read(bytes: Uint8Array): Certificate {
    const authorities = this.#authorities()
    const key = [bytes, ...authorities].map((part) => Buffer.from(part).toString('latin1')).join('\n')
    const known = this.#genuine.get(key)
    if (known !== undefined) return known
    const certificate = readCertificate(bytes, authorities)
    this.#genuine.set(key, certificate)
    const [oldest] = this.#genuine.keys()
    if (this.#genuine.size > rememberedMax && oldest !== undefined) this.#genuine.delete(oldest)
    return certificate
  }
}
