import { type BuiltSite, wanBytesOf } from '#sim/rollout/build-rollout.ts'
import type { RolloutDevice } from '#sim/rollout/device/device.ts'
import { intervalSeconds } from '#sim/rollout/hourly-bytes.ts'
import { wanSeconds } from '#sim/rollout/install-time.ts'
import type { RolloutWorld } from '#sim/rollout/world.ts'
import type { DeviceResult, Outcome, SiteResult } from '#sim/run/result.ts'
import type { FleetResult } from '#sim/run/result-of.ts'
import { total } from '#sim/statistics.ts'
import type { RolloutResult } from './rollout-result.ts'

/** The result of a rollout whose time is over. */
export function runResultOf(world: RolloutWorld): FleetResult {
  const { recorder, seconds, wan } = world
  const sites = world.sites.map((built) => siteResult(built, world))
  return {
    virtualSeconds: seconds,
    violations: recorder.violations,
    sites,
    devices: devicesOf(world),
    wanIntervals: wan.hours,
    intervalSeconds,
    originBytes: total(sites, ({ wanDownBytes }) => wanDownBytes),
    inputs: recorder.events,
    rollout: rolloutResult(world),
    traceDigest: recorder.digest(),
  }
}

function rolloutResult({ plan, tracker, witness, history, seconds }: RolloutWorld): RolloutResult {
  const { begun, openedAt, outcomes, story, stop } = witness
  return {
    state: tracker.record.state,
    phases: plan.phases.map(({ name }, index) => ({
      name,
      openedAt: openedAt[index],
      exposed: begun[index] ?? 0,
    })),
    stop,
    exposed: outcomes.began.size,
    takenBack: outcomes['taken-back'].size,
    crashed: outcomes.crashed.size,
    story,
    history: history.end(seconds, witness),
  }
}

/** The first of a site that began is taken to be the one that fetched over the WAN. */
function devicesOf(world: RolloutWorld): readonly DeviceResult[] {
  const fetched = new Set<string>()
  return world.devices.map((device) => {
    const { index, site, from, verifiedAt, confirmedAt, reason } = device
    const hasBytes = verifiedAt !== undefined
    const copy = `${site.index} ${from} ${site.class.reach === 'isolated' ? index : ''}`
    const isFirst = hasBytes && !fetched.has(copy)
    if (isFirst) fetched.add(copy)
    const bytes = wanBytesOf(world.scenario.release, from)
    return {
      site: site.index,
      outcome: outcomeOf(device, world),
      from,
      verifiedAt,
      confirmedAt,
      wanBytes: isFirst ? bytes : 0,
      lanBytes: hasBytes && !isFirst ? bytes : 0,
      sentBytes: 0,
      reason,
    }
  })
}

/** How a device has ended. */
function outcomeOf(device: RolloutDevice, { scenario, witness }: RolloutWorld): Outcome {
  const { boots, index, isAdmitted } = device
  const { outcomes } = witness
  if (boots.isDead) return 'unreached'
  if (boots.running === scenario.release.version && !boots.isTrial) return 'confirmed'
  if (outcomes['trial-failed'].has(index) || outcomes['taken-back'].has(index)) return 'rolled-back'
  return isAdmitted || outcomes.began.has(index) ? 'unfinished' : 'held-back'
}

function siteResult({ site, plan, wanDownMbit }: BuiltSite, { wan, devices, scenario }: RolloutWorld): SiteResult {
  const own = devices.slice(plan.first, plan.first + plan.count).filter(({ takesPart }) => takesPart)
  const verified = own.map(({ verifiedAt }) => verifiedAt)
  const isDone = own.length > 0 && verified.every((at) => at !== undefined)
  const wanDownBytes = wan.of(site.index)
  const versions = new Set(own.map(({ from }) => from))
  const boundBytes = total([...versions], (from) => wanBytesOf(scenario.release, from))
  return {
    class: site.class.name,
    devices: plan.count,
    wanDownBytes,
    wanUpBytes: 0,
    lanBytes: 0,
    boundBytes: Math.min(boundBytes, wanDownBytes),
    boundSeconds: wanSeconds(boundBytes, wanDownMbit),
    lastVerifiedAt: isDone ? Math.max(...verified.filter((at) => at !== undefined)) : undefined,
  }
}
