import { later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Machine } from '#sim/device/machine.ts'
import type { Session } from '#sim/device/session.ts'
import type { Surroundings } from '#sim/device/surroundings.ts'
import type { Recorder } from './recorder.ts'

/** A trial that hangs is ended by the watchdog after so long. */
const watchdogSeconds = 60

/** What ends a boot. */
export type BootEnd = 'reboot' | 'crash' | 'power-cut'

/** What boots are made from. */
export interface BootsInit {
  readonly surroundings: Surroundings
  readonly recorder: Recorder
  /** From the decision to boot until mycel runs, in seconds. */
  readonly bootSeconds: number
  readonly make: (machine: Machine) => Session
  /** It runs from now on. */
  readonly started: (session: Session) => void
  /** It has ended: its connections close. */
  readonly ended: (session: Session, peers: readonly PeerName[]) => void
}

/** What runs on the devices of a fleet: at most one boot on each. */
export class Boots {
  readonly #init: BootsInit
  readonly #running = new Map<PeerName, Session>()
  #endedInputs = 0

  constructor(init: BootsInit) {
    this.#init = init
  }

  /** Inputs that their engines took, those of ended boots too. */
  get inputs(): number {
    let inputs = this.#endedInputs
    for (const { endpoint } of this.#running.values()) inputs += endpoint.inputs
    return inputs
  }

  /** What is running on the device of this name. */
  get(name: PeerName): Session | undefined {
    return this.#running.get(name)
  }

  /** A device boots unless it runs or is dead; the supervisor asks the boot chooser after a crash too. */
  boot(machine: Machine): void {
    const { name, index } = machine.facts
    if (machine.isDead || this.#running.has(name)) return
    const { recorder, bootSeconds, surroundings } = this.#init
    const problem = machine.chooseBoot()
    if (problem !== undefined) return surroundings.violated('boots-whole-slot', machine, problem)
    if (!startsUp(machine)) {
      recorder.note('boot-failed', { device: index, how: machine.firmware })
      const seconds = machine.firmware === 'hangs' ? watchdogSeconds : bootSeconds
      return this.#bootIn(seconds, machine)
    }
    recorder.note('boot', { device: index, slot: machine.running, version: machine.version })
    const session = this.#init.make(machine)
    this.#running.set(name, session)
    this.#init.started(session)
  }

  /** Ends what runs on a device; it boots after so many seconds, never where that is infinite. */
  stop(machine: Machine, bootsAfterSeconds: number, how: BootEnd): void {
    const session = this.#running.get(machine.facts.name)
    if (session !== undefined) this.#end(session)
    if (how === 'power-cut') for (const slot of [machine.slots.a, machine.slots.b]) slot.cutPower(machine.facts.random)
    if (Number.isFinite(bootsAfterSeconds)) this.#bootIn(bootsAfterSeconds, machine)
  }

  #bootIn(seconds: number, machine: Machine): void {
    const { clock } = this.#init.surroundings
    clock.at(later(clock.now, seconds * 1000), () => this.boot(machine))
  }

  #end(session: Session): void {
    const { endpoint } = session
    const peers = [...endpoint.peers.keys()]
    session.stop()
    this.#endedInputs += endpoint.inputs
    this.#running.delete(endpoint.name)
    this.#init.ended(session, peers)
  }
}

/** Whether mycel gets to run: bad firmware keeps it from that only in its trial. */
function startsUp({ version, isTrial, firmware, facts }: Machine): boolean {
  const isTried = isTrial && version === facts.release.version
  return !isTried || (firmware !== 'no-boot' && firmware !== 'hangs')
}
