import type { Machine } from '#sim/device/machine.ts'
import type { Fleet } from './fleet.ts'
import type { DeviceResult, Outcome, RunResult, SiteResult } from './result.ts'
import { bytesPerMbit, type ModelledSite } from './site.ts'
import type { WanMeter } from './wan-meter.ts'

/** What became of the sites of one fleet. */
export type FleetResult = Omit<RunResult, 'scenario' | 'policy' | 'seed' | 'faults'>

/** The result of a fleet whose time is over. */
export function resultOf(fleet: Fleet, meter: WanMeter): FleetResult {
  const devices = fleet.machines.map((machine) => deviceResult(machine, fleet))
  const sites = fleet.sites.map((site) => siteResult(site, fleet))
  const { recorder } = fleet
  for (const [place, { wanBytes, lanBytes }] of devices.entries()) {
    recorder.note('counted', { device: fleet.machines[place]?.facts.index, wanBytes, lanBytes })
  }
  return {
    virtualSeconds: fleet.seconds,
    violations: recorder.violations,
    sites,
    devices,
    ...meter.finish(),
    // What came over a WAN into a site and did not leave another one was sent by the origin.
    originBytes: sites.reduce((sum, { wanDownBytes, wanUpBytes }) => sum + wanDownBytes - wanUpBytes, 0),
    inputs: fleet.inputs,
    traceDigest: recorder.digest(),
  }
}

/** How a device has ended. */
export function outcomeOf(machine: Machine, fleet: Fleet): Outcome {
  const { release } = machine.facts
  if (machine.version === release.version && !machine.isTrial) return 'confirmed'
  if (machine.boot.rollback?.version === release.version) return 'rolled-back'
  return canReach(machine, fleet) ? 'unfinished' : 'unreached'
}

/** Whether there is any way from the release to a device: its site has a WAN, or a neighbour that had it from the start. */
export function canReach(machine: Machine, fleet: Fleet): boolean {
  if (machine.isDead || machine.isLying) return false
  const site = fleet.site(machine.facts.site)
  if (site === undefined) return false
  if (site.class.hasWan) return true
  const { release } = machine.facts
  const hasNeighbour = fleet.machines.some(({ facts }) => facts.site === site.index && facts.from === release.version)
  return hasNeighbour && site.class.reach !== 'isolated'
}

function deviceResult(machine: Machine, fleet: Fleet): DeviceResult {
  const { counts, facts } = machine
  const { wanBytes, lanBytes, sentBytes, verifiedAt, confirmedAt, reason } = counts
  const outcome = outcomeOf(machine, fleet)
  return { site: facts.site, outcome, from: facts.from, verifiedAt, confirmedAt, wanBytes, lanBytes, sentBytes, reason }
}

function siteResult(site: ModelledSite, fleet: Fleet): SiteResult {
  const machines = fleet.machines.filter(({ facts }) => facts.site === site.index)
  const updated = machines.filter(({ facts }) => facts.from !== fleet.release.version)
  const boundBytes = site.class.hasWan ? boundBytesOf(updated, machines.length > updated.length, site, fleet) : 0
  const arrived = updated.map(({ counts }) => counts.verifiedAt)
  const isDone = arrived.every((at) => at !== undefined)
  const imageBytes = Math.max(0, ...updated.map(({ facts }) => fleet.release.cheapestBytes([facts.from])))
  return {
    class: site.class.name,
    devices: machines.length,
    wanDownBytes: site.wanDown.carriedBytes + site.wanExtraBytes,
    wanUpBytes: site.wanUp.carriedBytes,
    lanBytes: machines.reduce((sum, { counts }) => sum + counts.lanBytes, 0),
    boundBytes,
    boundSeconds: Math.max(
      boundBytes / site.wanDownBytesPerSecond,
      imageBytes / site.lanBytesPerSecond,
      airSeconds(site, boundBytes, updated.length * imageBytes),
    ),
    lastVerifiedAt: isDone && arrived.length > 0 ? Math.max(...arrived.filter((at) => at !== undefined)) : undefined,
  }
}

/** What comes over the WAN crosses a shared radio once, what comes from a neighbour twice. */
function airSeconds({ class: kind }: ModelledSite, wanBytes: number, neededBytes: number): number {
  if (kind.radioMbit === undefined) return 0
  return (wanBytes + 2 * Math.max(0, neededBytes - wanBytes)) / (kind.radioMbit * bytesPerMbit)
}

/** Nothing needs to cross the WAN where a neighbour has the release already; without neighbours each device takes its own copy. */
function boundBytesOf(
  updated: readonly Machine[],
  hasRelease: boolean,
  site: ModelledSite,
  { release }: Fleet,
): number {
  const versions = [...new Set(updated.map(({ facts }) => facts.from))].toSorted()
  const documents = (from: string) => release.documentsFor(from).reduce((sum, { bytes }) => sum + bytes, 0)
  if (site.class.reach === 'isolated') {
    return updated.reduce((sum, { facts: { from } }) => sum + release.cheapestBytes([from]) + documents(from), 0)
  }
  if (hasRelease || versions.length === 0) return 0
  return release.cheapestBytes(versions) + Math.max(...versions.map(documents))
}
