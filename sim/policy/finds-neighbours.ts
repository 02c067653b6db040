import type { Policy } from '#sim/scenario/scenario.ts'

/** Whether devices look for each other on their LAN: plain clients of an origin, a cache or a swarm do not. */
export function findsNeighbours(policy: Policy): boolean {
  return policy === 'mycel' || policy === 'lan-first' || policy === 'one-leader'
}
