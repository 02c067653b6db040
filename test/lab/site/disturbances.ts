import type { LabPlan } from '#test/lab/lab-arguments.ts'
import type { Lab } from '#test/lab/topology.ts'
import type { DeviceRun } from './device-run.ts'

/** What goes wrong on the first site of a lab, from the start and while the update runs. */
export class Disturbances {
  readonly #lab: Lab
  readonly #plan: LabPlan
  readonly #devices: readonly DeviceRun[]
  readonly #timers: NodeJS.Timeout[] = []

  constructor(lab: Lab, plan: LabPlan, devices: readonly DeviceRun[]) {
    this.#lab = lab
    this.#plan = plan
    this.#devices = devices
  }

  /** Restricts the network as it stays for the whole run. */
  async restrict(): Promise<void> {
    for (const fault of this.#plan.faults) {
      if (fault.type === 'block-multicast') await this.#lab.restrict(1, 'no-multicast')
      if (fault.type === 'isolate') await this.#lab.restrict(1, 'isolated')
      if (fault.type !== 'slow') continue
      for (const { init } of this.#inRole('slow')) await this.#lab.setLan(init.place, fault.mbit)
    }
  }

  /** The release is offered: what comes at its own time begins to count. `idealMs` is how long the update should take. */
  begin(idealMs: number): void {
    for (const fault of this.#plan.faults) {
      if (fault.type === 'kill') this.#killSome(idealMs)
      if (fault.type !== 'cut-wan') continue
      this.#at(fault.atSec * 1000, () => this.#lab.setWan(1, 'down'))
      this.#at((fault.atSec + fault.forSec) * 1000, () => this.#lab.setWan(1, 'up'))
    }
  }

  /** What has not yet come does not come any more. */
  end(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
  }

  /** At moments from 10 to 90 % of the update that the seed chooses. */
  #killSome(idealMs: number): void {
    this.#inRole('kill').forEach((device, index) => {
      const share = 0.1 + (0.8 * (((index + 1) * 7_919 * this.#plan.seed) % 97)) / 97
      this.#at(idealMs * share, () => device.end('SIGKILL'))
    })
  }

  #inRole(role: 'kill' | 'slow'): readonly DeviceRun[] {
    return this.#devices.filter(({ init }) => init.role === role)
  }

  #at(delayMs: number, act: () => Promise<void>): void {
    this.#timers.push(setTimeout(() => void act(), delayMs))
  }
}
