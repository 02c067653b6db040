import { compareVersions } from '#core/format/name.ts'
import type { TemplateName } from '#tracker/engine/rollout/templates.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'

/** Which devices a rehearsal is for. */
export interface Audience {
  readonly product: string
  readonly version: string
  /** How many devices run each version. */
  readonly fleet: FleetVersions
}

/** A fleet that a simulator runs in seconds: enough for crews and neighbours, too small for rare faults. */
const sites = 5
const devicesPerSite = 20

/** What devices run that come to a first release: the lowest version there is, from which there is no delta. */
const factoryVersion = '0.0.0-0'

/** The most versions of the modelled fleet, the most run first. */
const versionsMax = 8

/** All devices at once, over a modest WAN: does each of them come from its version to the release? */
export function exchangeScenario(audience: Audience): object {
  return {
    title: `A rehearsal of ${audience.product} ${audience.version}: every device takes it at once.`,
    fleet: fleetOf(audience),
    release: releaseOf(audience),
    expect: { confirmedShare: { atLeast: '100 %' }, violations: { atMost: 0 } },
  }
}

/** The same devices by the plan, for as long as it takes. */
export function rolloutScenario(audience: Audience, template: TemplateName): object {
  return {
    title: `A rehearsal of ${audience.product} ${audience.version}: the plan ${template} brings it to all.`,
    fleet: fleetOf(audience),
    release: releaseOf(audience),
    rollout: { template },
    expect: { confirmedShare: { atLeast: '100 %' }, violations: { atMost: 0 } },
  }
}

/** The sizes come from the repository; that of the image has to be said, and is not used. */
function releaseOf({ version }: Audience): object {
  return { version, image: '1 MiB' }
}

function fleetOf(audience: Audience): object {
  const site = { name: 'rehearsal', sites, devices: devicesPerSite, wanDown: '20 Mbit', lan: '100 Mbit' }
  return { sites: [{ ...site, versions: sharesOf(audience) }] }
}

/** Shares in whole percent that come to 100: what rounding leaves over goes to the version that most devices run. */
function sharesOf({ fleet, version }: Audience): Readonly<Record<string, string>> {
  const older = [...fleet].filter(([base, devices]) => devices > 0 && compareVersions(base, version) < 0)
  if (older.length === 0) return { [factoryVersion]: '100 %' }
  const most = older.sort((a, b) => b[1] - a[1]).slice(0, versionsMax)
  const total = most.reduce((sum, [, devices]) => sum + devices, 0)
  const shares = most.map(([base, devices]) => [base, Math.floor((100 * devices) / total)] as const)
  const missing = 100 - shares.reduce((sum, [, share]) => sum + share, 0)
  const whole = shares.map(([base, share], place) => [base, place === 0 ? share + missing : share] as const)
  return Object.fromEntries(whole.filter(([, share]) => share > 0).map(([base, share]) => [base, `${share} %`]))
}
