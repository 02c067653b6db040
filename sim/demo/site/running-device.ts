import { join } from 'node:path'
import { type Launcher, MycelProcess, type ProcessEvent } from '#sim/demo/mycel-process.ts'
import type { DemoDevice } from './device.ts'

/** A device of the demo with its processes: a supervisor, and the node that it starts. */
export class RunningDevice {
  readonly device: DemoDevice
  readonly #launcher: Launcher
  readonly #onEvent: (event: ProcessEvent) => void
  #process: MycelProcess
  #isEnding = false

  /** Starts the device. `onEvent` comes after the device has taken an event in, and once when it ends unasked. */
  constructor(launcher: Launcher, device: DemoDevice, onEvent: (event: ProcessEvent) => void) {
    this.device = device
    this.#launcher = launcher
    this.#onEvent = onEvent
    this.#process = this.#start()
  }

  /** Kills its processes and waits until they have ended. */
  async kill(): Promise<void> {
    this.#isEnding = true
    this.#process.kill()
    await this.#process.ended
    this.device.killed()
  }

  /** Starts it again after a kill. */
  restart(): void {
    this.#isEnding = false
    this.#process = this.#start()
  }

  async stop(): Promise<void> {
    this.#isEnding = true
    await this.#process.stop()
  }

  #start(): MycelProcess {
    const { device } = this
    device.state = 'starting'
    const words = ['node', 'supervise', '--config', join(device.directory, 'node.toml'), '--verbose']
    const process = new MycelProcess(this.#launcher, device.name, words, (event) => {
      device.hear(event)
      this.#onEvent(event)
    })
    void process.ended.then((code) => this.#ended(code))
    return process
  }

  #ended(code: number): void {
    const { device } = this
    if (this.#isEnding || device.state === 'given-up') return
    device.state = 'given-up'
    device.problem ||= `its process ended with exit code ${code}`
    this.#onEvent({ event: 'ended' })
  }
}
