import type { PeerName } from '#core/exchange/contract.ts'
import { ExchangeEngine, type ExchangeFacts } from '#core/exchange/engine.ts'
import type { ExchangePort } from '#node/engine/exchange-port.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import { lanFirst } from './lan-first.ts'
import { OneLeader } from './one-leader.ts'
import { PolicyEngine } from './policy-engine.ts'
import { randomPeers } from './random-peers.ts'
import { originFetchesMax, seederOnly } from './seeder-only.ts'
import { cacheFetchesMax } from './site-cache.ts'
import type { Strategy } from './strategy.ts'

/**
 * The exchange of one node under a policy: the production engine for `mycel` and for every seeder. The box that
 * `site-cache` adds to a site is a `SiteCache`.
 */
export function exchangeFor(policy: Policy, facts: ExchangeFacts): ExchangePort {
  if (policy === 'mycel') return new ExchangeEngine(facts)
  // To plain clients the origin is a web server: it takes as many requests of one of them as that sends.
  if (facts.role === 'seeder') {
    return new ExchangeEngine({ ...facts, limits: { servesPerPeerMax: originFetchesMax, ...facts.limits } })
  }
  return new PolicyEngine(facts, strategies[policy](facts.self))
}

/** What a device decides by. */
const strategies: Readonly<Record<Exclude<Policy, 'mycel'>, (self: PeerName) => Strategy>> = {
  'origin-only': () => seederOnly('wan', originFetchesMax),
  'site-cache': () => seederOnly('lan', cacheFetchesMax),
  'random-peers': randomPeers,
  'lan-first': lanFirst,
  'one-leader': (self) => new OneLeader(self),
}
