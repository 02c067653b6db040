import type { Fault } from '#sim/faults/fault.ts'
import type { RolloutWorld } from '#sim/rollout/world.ts'

/** Kinds of fault that are about what is shipped or the device itself: it need not take the release. */
const excusing: readonly Fault['kind'][] = ['no-boot', 'hangs', 'unhealthy', 'dies']

/** A run says something of who is stuck when so many check-ins are left after the last fault, and a day for a window. */
const graceCheckIns = 3
const daySeconds = 24 * 3600

/** A device that the end of a rollout has not come to. */
export interface StuckDevice {
  readonly device: number
  readonly detail: string
}

/**
 * When faults stop, everybody comes to where the rollout is: who is admitted runs the release, and nobody does after it was
 * taken back. Says who does not, where the run was long enough after the last fault and the last publication to tell.
 */
export function stuckDevices(world: RolloutWorld, faults: readonly Fault[]): readonly StuckDevice[] {
  const { tracker, witness, scenario, devices, seconds } = world
  const faultsEnd = faults.reduce((last, { kind, at, seconds: lasts }) => Math.max(last, endOf(kind, at, lasts)), 0)
  const graceSeconds = daySeconds + graceCheckIns * (scenario.rollout?.checkInSeconds ?? 0)
  const isSettled = tracker.isOver && world.settled === devices.length
  if (!isSettled && seconds - Math.max(faultsEnd, witness.publishedAt) < graceSeconds) return []
  const excused = new Set(
    faults.filter(({ kind }) => excusing.includes(kind)).flatMap((fault) => ('device' in fault ? fault.device : [])),
  )
  const { takeBack } = tracker.record
  return devices.flatMap(({ index, boots, isAdmitted, takesPart, reason }): readonly StuckDevice[] => {
    if (!takesPart || boots.isDead) return []
    const hasRelease = boots.running === scenario.release.version
    if (takeBack && hasRelease) return [{ device: index, detail: 'it still runs the release that was taken back' }]
    if (!isAdmitted || hasRelease || excused.has(index)) return []
    return [{ device: index, detail: `it is admitted and does not run the release: ${reason || 'no reason is known'}` }]
  })
}

/** What is wrong with a release lasts, and holds nobody else up. */
function endOf(kind: Fault['kind'], at: number, seconds: number): number {
  return excusing.includes(kind) || kind === 'unstable' ? 0 : at + seconds
}
