import type { PeerId } from '@libp2p/interface'
import type { PeerName } from '#core/exchange/contract.ts'

/** The name of a peer whose id the transport has authenticated, or that is only a hint of whom to dial. */
export function peerNameOf(peer: PeerId): PeerName {
  return peer.toString() as PeerName
}
