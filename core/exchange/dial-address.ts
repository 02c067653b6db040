import type { PeerName } from '#core/exchange/contract.ts'

/** Whom an address of the own configuration ends in: the peer id behind its `/p2p/`, whatever way leads there. */
export function peerIn(address: string): PeerName {
  return address.slice(address.lastIndexOf('/') + 1) as PeerName
}

/**
 * Which of the addresses that a node listens on others should dial: the first that is not on loopback,
 * or the first at all on a machine where nothing else is. Undefined where there is none.
 */
export function dialAddress(listen: readonly string[]): string | undefined {
  return listen.find((address) => !isLoopback(address)) ?? listen[0]
}

function isLoopback(address: string): boolean {
  return /^\/(ip4\/127\.|ip6\/(::1|0:0:0:0:0:0:0:1)\/)/.test(address)
}
