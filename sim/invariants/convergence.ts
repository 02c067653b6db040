import type { Fault } from '#sim/faults/fault.ts'
import { findsNeighbours } from '#sim/policy/finds-neighbours.ts'
import type { Fleet } from '#sim/run/fleet.ts'
import { canReach, outcomeOf } from '#sim/run/result-of.ts'
import type { ModelledSite } from '#sim/run/site.ts'
import type { Policy } from '#sim/scenario/scenario.ts'

/** A run says something of progress when so much of it is left after the last fault, in seconds. */
const graceSeconds = 900

/** A rule of progress that a device broke. */
export interface Stuck {
  readonly invariant: 'converges'
  readonly device: number
  readonly detail: string
}

/** Kinds of fault that are about what is shipped or the device itself: it need not take the release. */
const excusing: readonly Fault['kind'][] = ['no-boot', 'hangs', 'unhealthy', 'clock-2050', 'disk-full', 'dies']

/** Bad neighbours need not stop: the others get the release all the same. */
const enemies: readonly Fault['kind'][] = ['corrupt', 'lying']

/** When faults stop, every eligible device gets the release. Says which did not, where the run was long enough to tell. */
export function convergenceOf(fleet: Fleet, faults: readonly Fault[]): readonly Stuck[] {
  const passing = faults.filter(({ kind }) => !enemies.includes(kind))
  const quietSince = passing.reduce((last, { at, seconds }) => Math.max(last, at + seconds), 0)
  if (fleet.seconds - quietSince < graceSeconds) return []
  const excused = new Set(
    faults.filter(({ kind }) => excusing.includes(kind)).flatMap((fault) => ('device' in fault ? fault.device : [])),
  )
  return fleet.machines.flatMap((machine) => {
    const { index } = machine.facts
    if (excused.has(index) || !canReach(machine, fleet) || isHeldUp(fleet.site(machine.facts.site), fleet.policy))
      return []
    const outcome = outcomeOf(machine, fleet)
    if (outcome === 'confirmed') return []
    const detail = `it is ${outcome} ${Math.round(fleet.seconds - quietSince)} s after the last fault: ${machine.counts.reason || 'no reason is known'}`
    return [{ invariant: 'converges' as const, device: index, detail }]
  })
}

/** Whether the owner of a site holds its devices up, by hours or a budget, or a policy that takes nothing from neighbours does. */
function isHeldUp(site: ModelledSite | undefined, policy: Policy): boolean {
  if (site?.class.hasWan === false && !findsNeighbours(policy)) return true
  return site?.class.wanHours !== undefined || site?.class.wanBudgetMiB !== undefined
}
