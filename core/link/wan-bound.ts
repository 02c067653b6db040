import { type Address, kindOf } from '#core/address.ts'
import type { Way } from '#core/exchange/contract.ts'

/** What an install may bring over the WAN at the most, in bytes of content. */
export interface WanBound {
  /** Documents that the plan needs: the release, deltas and pages. Those that are here already do not travel again. */
  readonly documentBytes: number
  /** Each payload that is lacking once, as if no neighbour had any. */
  readonly payloadBytes: number
  /** For fetches that are cut short and begin anew. */
  readonly againBytes: number
  readonly bytesMax: number
}

/** Of the payloads, the share that may travel again. */
const againShare = 1 / 4

/** But at least this much: as much as is under way at one time. */
const againBytesMin = 4 * 1024 * 1024

/** The bound for an install that needs these payloads and documents. Without payloads nothing travels again. */
export function wanBound(payloads: ReadonlyMap<Address, number>, documentBytes: number): WanBound {
  const payloadBytes = [...payloads.values()].reduce((sum, bytes) => sum + bytes, 0)
  const againBytes = payloadBytes === 0 ? 0 : Math.max(againBytesMin, Math.ceil(payloadBytes * againShare))
  return { documentBytes, payloadBytes, againBytes, bytesMax: documentBytes + payloadBytes + againBytes }
}

/** The payloads that these wants take over the WAN: of each the cheapest, and none twice. */
export function payloadsOf(wants: Iterable<{ readonly ways: readonly Way[] }>): ReadonlyMap<Address, number> {
  const payloads = new Map<Address, number>()
  for (const { ways } of wants) {
    const cheapest = cheapestPayload(ways)
    if (cheapest !== undefined) payloads.set(cheapest.address, cheapest.bytes)
  }
  return payloads
}

/** The way that a want takes over the WAN; undefined where only neighbours can meet it, or nobody has to. */
export function cheapestPayload(ways: readonly Way[]): Way | undefined {
  const payloads = ways.filter((way) => kindOf(way.address) === 'payload')
  return payloads.toSorted((left, right) => left.bytes - right.bytes)[0]
}
