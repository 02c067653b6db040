import { publicKeyOf } from '#adapters/keys/peer-name.ts'
import { FormatError } from '#core/errors.ts'
import type { ExchangeMessage, PeerName, Standing } from '#core/exchange/contract.ts'
import type { Message } from '#core/exchange/message.ts'
import { decodeStatement, isSealedBy, type SealedStanding, sealStanding } from '#core/exchange/site/sealed-standing.ts'
import { CertificateRefused } from '#core/identity/certificate.ts'
import type { PeerSigner } from '#core/identity/peer-signature.ts'
import { peerAt } from '#core/neighbours/neighbour.ts'
import type { Certificates } from './certificates.ts'

/** What the standings of a site are signed and checked with. */
export interface StandingsInit {
  readonly self: PeerName
  readonly certificate: Uint8Array
  readonly sign: PeerSigner
  readonly certificates: Certificates
  /** Whether a device is joined: then it says itself what it is. */
  readonly isNeighbour: (peer: PeerName) => boolean
  /** Where this node can be dialled on its LAN. */
  readonly address: () => string | undefined
}

/** A standing as its device signed it. */
interface Kept {
  readonly sequence: number
  readonly sealed: SealedStanding
}

/** What neighbours say. */
export interface Opened {
  readonly standings: readonly Standing[]
  readonly addresses: readonly string[]
}

/** Devices whose standings are kept; the one that was heard longest ago goes first. */
const keptMax = 512

/** Signs what this node says of itself, checks what is said of others, and keeps both to be passed on. */
export class Standings {
  readonly #init: StandingsInit
  readonly #kept = new Map<PeerName, Kept>()

  constructor(init: StandingsInit) {
    this.#init = init
  }

  /** A message of the engine as it travels. */
  toWire(message: ExchangeMessage): Message {
    return message.type === 'standings' ? { type: 'standings', sealed: this.#seal(message.standings) } : message
  }

  /**
   * What neighbours say of the site, as far as it is new and their devices said it, and where those can be dialled. A
   * neighbour's word of itself comes over its own connection and needs no proof. Throws {@link FormatError} on what no
   * honest peer sends.
   */
  open(from: PeerName, sealed: readonly SealedStanding[]): Opened {
    const standings: Standing[] = []
    const addresses: string[] = []
    for (const one of sealed) {
      const { address, ...says } = decodeStatement(one.statement)
      const peer = this.#peerOf(one)
      if (peer === undefined || peer === this.#init.self) continue
      const known = this.#kept.get(peer)
      const isKnown = known?.sequence === says.sequence
      if (!isKnown && peer !== from) {
        if (this.#init.isNeighbour(peer) || (known !== undefined && known.sequence > says.sequence)) continue
        if (!isSealedBy(one, publicKeyOf(peer))) continue
        if (peerAt(address) === peer) addresses.push(address)
      }
      if (!isKnown) this.#keep(peer, { sequence: says.sequence, sealed: one })
      // The engine wants to hear also that somebody else knows what it knows.
      standings.push({ ...says, peer })
    }
    return { standings, addresses }
  }

  /** One that is not kept any more is left out. */
  #seal(standings: readonly Standing[]): readonly SealedStanding[] {
    return standings.flatMap((standing) => {
      const kept = this.#kept.get(standing.peer)
      if (standing.peer !== this.#init.self || kept?.sequence === standing.sequence) return kept?.sealed ?? []
      const { certificate, sign, address } = this.#init
      const statement = { ...standing, address: address() ?? '' }
      const sealed = sealStanding(statement, certificate, sign)
      this.#keep(standing.peer, { sequence: standing.sequence, sealed })
      return sealed
    })
  }

  /** The device whose certificate it is; undefined for one of another fleet. */
  #peerOf({ certificate }: SealedStanding): PeerName | undefined {
    try {
      return this.#init.certificates.read(certificate).peer
    } catch (error) {
      if (error instanceof CertificateRefused || error instanceof FormatError) return undefined
      throw error
    }
  }

  #keep(peer: PeerName, kept: Kept): void {
    this.#kept.delete(peer)
    this.#kept.set(peer, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > keptMax && oldest !== undefined) this.#kept.delete(oldest)
  }
}
