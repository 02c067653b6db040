import type { PeerName, PeerRole } from '#core/exchange/contract.ts'

/** Whom to ask for newer metadata: a seeder where one is there, otherwise any neighbour. */
export class MetadataSources {
  readonly #peers = new Map<PeerName, PeerRole>()

  joined(peer: PeerName, role: PeerRole): void {
    this.#peers.set(peer, role)
  }

  left(peer: PeerName): void {
    this.#peers.delete(peer)
  }

  /** The peer to ask, undefined while there is none. */
  best(): PeerName | undefined {
    const all = [...this.#peers]
    return (all.find(([, role]) => role === 'seeder') ?? all.at(-1))?.[0]
  }
}
