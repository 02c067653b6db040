import type { PeerName } from '#core/exchange/contract.ts'
import { dialAddress } from '#core/exchange/dial-address.ts'
import { mayShareSite } from './same-site.ts'

/** The most peers that one device is told of per request. */
export const neighboursMax = 8

/** A device that is joined to the tracker. */
export interface JoinedDevice {
  readonly peer: PeerName
  /** The address that it comes from: its own, or that of its site's router. */
  readonly host: string
  /** Where it says that it can be dialled. */
  readonly listen: readonly string[]
}

/**
 * Where to dial devices that may be on the same site as `asking`: the last {@link neighboursMax} that joined,
 * one address each. `joined` is in the order of joining; nobody else's addresses are told.
 */
export function nameNeighbours(asking: JoinedDevice, joined: Iterable<JoinedDevice>): readonly string[] {
  const neighbours = [...joined].filter(({ peer, host }) => peer !== asking.peer && mayShareSite(host, asking.host))
  return neighbours
    .map(({ listen }) => dialAddress(listen))
    .filter((address) => address !== undefined)
    .slice(-neighboursMax)
}
