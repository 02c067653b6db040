import { join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { Milestone } from '#sim/demo/milestone.ts'
import { type Launcher, type ProcessEvent, runMycel } from '#sim/demo/mycel-process.ts'
import type { Board } from '#sim/demo/view/board.ts'
import type { DemoDevice } from './device.ts'
import { stuckText } from './inspect.ts'
import { Kills } from './kills.ts'
import { RunningDevice } from './running-device.ts'

/** What a site is made of. */
export interface SiteInit {
  readonly launcher: Launcher
  /** Told what happens; its devices are those of the site, all provisioned. */
  readonly board: Board
  /** How many devices are killed in the middle of the update. */
  readonly killsMax: number
}

/** The devices of the demo, each with its own processes. */
export class Site {
  readonly #launcher: Launcher
  readonly #board: Board
  readonly #kills: Kills
  readonly #running: RunningDevice[] = []
  readonly #ready: Milestone
  readonly #settled: Milestone
  readonly #broken = Promise.withResolvers<never>()
  readonly #intruding = new Milestone(1)
  readonly #resumed = new Set<string>()
  readonly #tried = new Set<string>()

  private constructor({ launcher, board, killsMax }: SiteInit) {
    this.#launcher = launcher
    this.#board = board
    this.#kills = new Kills(board, killsMax)
    this.#ready = new Milestone(board.devices.length)
    this.#settled = new Milestone(board.devices.length)
    // Once all are ready nobody listens: a device that gives up then has settled.
    this.#broken.promise.catch(() => undefined)
  }

  /** Starts the devices. */
  static async start(init: SiteInit): Promise<Site> {
    const { launcher, board } = init
    // One check before twelve starts: it leaves compiled files for all of them.
    const [first] = board.devices
    if (first !== undefined) await runMycel(launcher, ['node', 'check', '--config', join(first.directory, 'node.toml')])
    const site = new Site(init)
    for (const device of board.devices) site.#start(device, (running, event) => site.#hear(running, event))
    return site
  }

  /** Resolves once every device runs the old release; rejects when one has given up before. */
  get ready(): Promise<void> {
    return Promise.race([this.#ready.all, this.#broken.promise])
  }

  /** Resolves once every device has confirmed the new release or given it up. */
  get settled(): Promise<void> {
    return this.#settled.all
  }

  /** Starts a device that is nobody's friend; resolves once it runs. */
  async letIn(intruder: DemoDevice): Promise<void> {
    this.#start(intruder, () => {
      if (intruder.state !== 'starting') this.#intruding.reached(intruder.name)
    })
    await this.#intruding.all
  }

  /** Ends all devices. */
  async stop(): Promise<void> {
    this.#kills.stop()
    await Promise.all(this.#running.map((running) => running.stop()))
  }

  #start(device: DemoDevice, onEvent: (running: RunningDevice, event: ProcessEvent) => void): void {
    const running: RunningDevice = new RunningDevice(this.#launcher, device, (event) => onEvent(running, event))
    this.#running.push(running)
  }

  #hear(running: RunningDevice, heard: ProcessEvent): void {
    const { event } = heard
    const { device } = running
    if (device.state === 'ready') this.#ready.reached(device.name)
    if (device.state === 'given-up') this.#broken.reject(new UserError(`cannot start ${stuckText(device)}`))
    if (event === 'progress') this.#kills.progressed(running)
    this.#tell(device, heard)
    if (device.state === 'confirmed' || device.state === 'given-up') this.#settle(device)
  }

  #tell(device: DemoDevice, { event, release, detail }: ProcessEvent): void {
    const { name, resumedWith, chunks } = device
    if (resumedWith !== undefined && !this.#resumed.has(name)) {
      this.#resumed.add(name)
      this.#board.tell(name, `goes on with the ${resumedWith} of ${chunks.total} chunks that are in its slot`)
    }
    if (event === 'phase-trial' && !this.#tried.has(`${name} ${release}`)) {
      this.#tried.add(`${name} ${release}`)
      this.#board.tell(name, 'has the new image, boots it on trial')
    }
    if (device.state === 'returned' && event === 'phase-rolled-back') this.#board.tell(name, `goes back: ${detail}`)
    if (event === 'peer-banned' && this.#board.bannedBy() === 1) {
      this.#board.tell(name, 'bans the intruder, which sent it corrupted bytes twice')
    }
  }

  #settle({ name, state, problem }: DemoDevice): void {
    if (!this.#settled.reached(name)) return
    const outcome = state === 'confirmed' ? 'confirmed the new release' : `gave up: ${problem}`
    this.#board.tell(name, `${outcome} (${this.#settled.count} of ${this.#board.devices.length})`)
  }
}
