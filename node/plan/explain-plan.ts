import type { Address } from '#core/address.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { newestRelease } from '#core/metadata/target.ts'
import { type Device, trustedTargets } from '#node/device.ts'
import type { Installation } from '#node/install/installation.ts'
import type { LinkStatus } from '#node/link/link-keeper.ts'
import { boundOf, componentPlan, type ReleasePlan } from './release-plan.ts'

/** Where a plan is read from. */
export interface PlanSources {
  readonly device: Device
  readonly installation: Installation
  readonly isOffered: (addresses: readonly Address[]) => boolean
  readonly site: { readonly neighbours: number; readonly hasTracker: boolean }
  readonly link: LinkStatus
}

/**
 * What taking a release would fetch from where; the newest signed one where no version is given. Nothing is written
 * to the slots. Throws {@link UserError} for a release that this device cannot take.
 */
export async function explainPlan(version: string | undefined, sources: PlanSources): Promise<ReleasePlan> {
  const { device, installation, isOffered, site, link } = sources
  const { product, link: rules } = device.config
  const planned = version ?? newestRelease(trustedTargets(device), product)?.version
  if (planned === undefined) {
    throw new UserError(`no signed release of ${product} is known here yet: wait until the tracker has been reached`)
  }
  const { components, documentBytes } = await installation.survey(planned).catch((error: unknown) => {
    throw link.wanRefusal === null ? error : hinted(error)
  })
  return {
    product,
    version: planned,
    running: device.facts.running,
    slot: device.facts.slot,
    components: components.map((component) => componentPlan(component, isOffered)),
    neighbours: site.neighbours,
    tracker: site.hasTracker,
    wan: {
      ...boundOf(components, documentBytes),
      budgetBytes: rules.wanBudgetBytes ?? null,
      whenExceeded: rules.whenExceeded,
    },
    link,
  }
}

/** Documents that are not here may be why a release cannot be planned while the WAN is left alone. */
function hinted(cause: unknown): UserError {
  const hint = "the WAN is not used now: 'mycel node status' says why, 'mycel node install' does it all the same"
  return new UserError(`${messageOf(cause)}; ${hint}`, { cause })
}
