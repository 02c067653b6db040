import type { Link } from '#core/exchange/contract.ts'
import type { Session } from '#sim/device/session.ts'

/** Connects two devices that run, unless they are connected: each hears what the other has verified. */
export function introduce(left: Session, right: Session, link: Link): void {
  if (left.isOver || right.isOver || left.endpoint.peers.has(right.endpoint.name)) return
  left.endpoint.join(right.endpoint, link)
  right.endpoint.join(left.endpoint, link)
  left.heard(right.endpoint.name, right.machine)
  right.heard(left.endpoint.name, left.machine)
}
