import type { PeerName, PeerRole } from '#core/exchange/contract.ts'

/** What a peer says that it has. */
interface Head {
  readonly peer: PeerName
  readonly timestampVersion: number
}

/**
 * Whom to ask for newer metadata, one peer at a time: whoever says that it has some, and from time to
 * time a seeder, or any neighbour where no seeder is joined. Who is named here is asked, and `answered` ends that.
 */
export class MetadataSources {
  readonly #peers = new Map<PeerName, PeerRole>()
  #timestampVersion = 0
  #isAsking = false
  /** The newest head that was heard while another peer was asked. */
  #heard: Head | undefined

  /** The version of the newest timestamp that is verified here. */
  verified(timestampVersion: number): void {
    this.#timestampVersion = Math.max(this.#timestampVersion, timestampVersion)
  }

  joined(peer: PeerName, role: PeerRole): void {
    this.#peers.set(peer, role)
  }

  left(peer: PeerName): void {
    this.#peers.delete(peer)
    if (this.#heard?.peer === peer) this.#heard = undefined
  }

  /** A peer says what it has. Returns whom to ask now because of that. */
  heard(head: Head): PeerName | undefined {
    if (head.timestampVersion <= this.#timestampVersion) return undefined
    if (!this.#isAsking) return this.#ask(head.peer)
    if (head.timestampVersion > (this.#heard?.timestampVersion ?? 0)) this.#heard = head
    return undefined
  }

  /** Whom to ask now that it is time to ask. */
  due(): PeerName | undefined {
    return this.#isAsking ? undefined : this.#ask(this.#best())
  }

  /** The peer that was asked has answered, or failed to. Returns whom to ask next because of what was heard meanwhile. */
  answered(): PeerName | undefined {
    this.#isAsking = false
    const head = this.#heard
    this.#heard = undefined
    return head === undefined ? undefined : this.heard(head)
  }

  #ask(peer: PeerName | undefined): PeerName | undefined {
    this.#isAsking = peer !== undefined
    return peer
  }

  #best(): PeerName | undefined {
    const all = [...this.#peers]
    return (all.find(([, role]) => role === 'seeder') ?? all.at(-1))?.[0]
  }
}
