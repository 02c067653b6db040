import { UserError } from '#core/errors.ts'
import type { Scenario } from './scenario.ts'
import { devicesAtMost, devicesMax, sitesMax, totalsOf } from './totals.ts'

/**
 * The scenario for about `devices` devices, a whole number from 1: sites stay as large as they are, each class has as
 * many more or fewer of them as the others, and at least one. Counts of faults stay. Throws {@link UserError} above the bounds.
 */
export function scaleDevices(scenario: Scenario, devices: number): Scenario {
  const factor = devices / totalsOf(scenario.sites).devices
  const sites = scenario.sites.map((site) => ({ ...site, sites: Math.max(1, Math.round(site.sites * factor)) }))
  if (totalsOf(sites).sites > sitesMax || devicesAtMost(sites) > devicesMax) {
    throw new UserError(
      `${scenario.name} cannot have ${devices} devices: at most ${devicesMax} at ${sitesMax} sites are simulated`,
    )
  }
  return { ...scenario, sites }
}
