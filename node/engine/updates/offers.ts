import { targetsOf } from '#core/metadata/target.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import type { Offers } from './facts.ts'

/** What verified metadata offers to the devices of a product. Throws {@link FormatError} on a malformed target. */
export function offersOf(trusted: TrustedMetadata, product: string): Offers {
  const releases = targetsOf(trusted).filter((target) => target.type === 'release')
  return {
    releases: releases
      .filter((release) => release.product === product)
      .map(({ version, gated = false, securityEpoch = 0, hardware = [], from }) => ({
        version,
        gated,
        securityEpoch,
        hardware,
        from,
      })),
    rollouts: rolloutsOf(trusted).filter((rollout) => rollout.product === product),
  }
}
