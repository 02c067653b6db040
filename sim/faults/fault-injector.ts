import { check, unreachable } from '#core/check.ts'
import { later } from '#core/engine.ts'
import type { Machine } from '#sim/device/machine.ts'
import { type Fleet, publishedAt } from '#sim/run/fleet.ts'
import type { ModelledSite } from '#sim/run/site.ts'
import type { Fault } from './fault.ts'
import { Liar } from './liar.ts'

/** Lets the faults of a run happen to its fleet, each at its time. */
export class FaultInjector {
  readonly #fleet: Fleet
  /** Faults that have not happened, and power cuts and crashes that have not ended. */
  #open: number

  constructor(fleet: Fleet, faults: readonly Fault[]) {
    this.#fleet = fleet
    const own = faults.filter((fault) => isOf(fault, fleet))
    this.#open = own.length
    for (const fault of own) {
      const at = later(publishedAt, fault.at * 1000)
      const isPassing = fault.kind === 'power-cut' || fault.kind === 'crash'
      fleet.clock.at(at, () => {
        this.#begin(fault)
        if (!isPassing) this.#open -= 1
      })
      fleet.clock.at(later(at, fault.seconds * 1000), () => {
        this.#end(fault)
        if (isPassing) this.#open -= 1
      })
    }
  }

  /** Whether every fault has happened, and every device that lost its power has it again. */
  get isOver(): boolean {
    return this.#open === 0
  }

  #begin(fault: Fault): void {
    const fleet = this.#fleet
    fleet.recorder.note('fault', { ...fault, at: fleet.clock.now, phase: 'begins' })
    switch (fault.kind) {
      case 'power-cut':
      case 'crash':
        return fleet.stop(this.#machine(fault.device), fault.seconds, fault.kind)
      case 'dies': {
        const machine = this.#machine(fault.device)
        fleet.stop(machine, Number.POSITIVE_INFINITY, 'power-cut')
        return fleet.lostForGood(machine)
      }
      case 'wan-down':
        return this.#site(fault.site).setWan(false)
      case 'lan-split':
        return this.#site(fault.site).setSplit(true)
      case 'multicast-off':
        this.#site(fault.site).hasMulticast = false
        return
      case 'slow':
        return this.#setSlow(fault.device, true)
      case 'corrupt':
        fleet.maliceOf(this.#machine(fault.device)).forges = true
        return
      case 'lying':
        this.#setLying(fault.device, true)
        new Liar(fleet, this.#machine(fault.device), fault.seconds).start()
        if (fault.at + fault.seconds >= fleet.scenario.endSeconds) fleet.expectNot(this.#machine(fault.device))
        return
      case 'tracker-down':
        return fleet.setTracker(false)
      case 'tracker-forges':
        fleet.maliceOf().forges = true
        return
      case 'no-boot':
      case 'hangs':
      case 'unhealthy':
        this.#machine(fault.device).firmware = fault.kind
        return
      // Without a rollout nobody looks at a device once it has confirmed.
      case 'unstable':
        return
      case 'clock-1970':
        this.#machine(fault.device).clockYear = 1970
        return
      case 'clock-2050':
        this.#machine(fault.device).clockYear = 2050
        return
      case 'bit-rot': {
        const machine = this.#machine(fault.device)
        machine.inactive.rot(machine.facts.random.stream('bit rot'))
        return
      }
      case 'disk-full':
        this.#machine(fault.device).isDiskFull = true
        return
      default:
        return unreachable(fault)
    }
  }

  #end(fault: Fault): void {
    const fleet = this.#fleet
    switch (fault.kind) {
      case 'wan-down': {
        const site = this.#site(fault.site)
        site.setWan(true)
        return fleet.foundWan(site)
      }
      case 'lan-split':
        return this.#site(fault.site).setSplit(false)
      case 'multicast-off': {
        const site = this.#site(fault.site)
        site.hasMulticast = site.class.reach === 'all'
        for (const session of site.sessions.values()) site.neighbours.look(session)
        return
      }
      case 'slow':
        return this.#setSlow(fault.device, false)
      case 'corrupt':
        fleet.maliceOf(this.#machine(fault.device)).forges = false
        return
      case 'lying':
        return this.#setLying(fault.device, false)
      case 'tracker-down':
        return fleet.setTracker(true)
      case 'tracker-forges':
        fleet.maliceOf().forges = false
        return
      case 'clock-1970':
      case 'clock-2050':
        this.#machine(fault.device).clockYear = undefined
        return
      case 'disk-full':
        this.#machine(fault.device).isDiskFull = false
        return
      // A device boots again by itself; what is dead, rotten or shipped broken stays so.
      case 'power-cut':
      case 'crash':
      case 'dies':
      case 'bit-rot':
      case 'no-boot':
      case 'hangs':
      case 'unhealthy':
      case 'unstable':
        return
      default:
        return unreachable(fault)
    }
  }

  /** The process of a device is exchanged: for an impostor, or back. */
  #setLying(device: number, isLying: boolean): void {
    const machine = this.#machine(device)
    this.#fleet.maliceOf(machine).isMute = isLying
    machine.isLying = isLying
    this.#fleet.stop(machine, 0, 'crash')
  }

  #setSlow(device: number, isSlow: boolean): void {
    const { facts } = this.#machine(device)
    this.#site(facts.site).setSlow(facts.name, isSlow)
  }

  #machine(device: number): Machine {
    const machine = this.#fleet.machine(device)
    check(machine !== undefined, 'a fault names a device of the fleet')
    return machine
  }

  #site(index: number): ModelledSite {
    const site = this.#fleet.site(index)
    check(site !== undefined, 'a fault names a site of the fleet')
    return site
  }
}

/** Whether a fault befalls a device or a site of this fleet, or everybody. */
function isOf(fault: Fault, fleet: Fleet): boolean {
  if ('device' in fault) return fleet.machine(fault.device) !== undefined
  return !('site' in fault) || fleet.site(fault.site) !== undefined
}
