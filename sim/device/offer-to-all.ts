import type { Offers } from '#node/engine/updates/facts.ts'

/** A release for everybody and all hardware, or none. */
export function offerToAll(version: string | undefined): Offers {
  const terms = { gated: false, securityEpoch: 0, hardware: [], from: undefined }
  return { releases: version === undefined ? [] : [{ version, ...terms }], rollouts: [] }
}
