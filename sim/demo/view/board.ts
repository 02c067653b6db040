import type { DemoDevice } from '#sim/demo/site/device.ts'

/** Something that happened, in a newcomer's words. */
export interface BoardEvent {
  /** Milliseconds since the demo began. */
  readonly atMs: number
  /** At most nine characters: `device-03`, `vendor`. */
  readonly who: string
  readonly what: string
}

/** Events that are kept: more than any terminal shows. */
const eventsMax = 200

/** What there is to see of a demo. */
export class Board {
  /** What is updated, from which version to which. */
  title: string
  /** Bytes per second of the shaped WAN; undefined where it is not shaped. */
  readonly uploadLimit: number | undefined
  readonly devices: readonly DemoDevice[]
  readonly intruder: DemoDevice | undefined
  /** Opens the dashboard of the tracker; empty in the first act. */
  dashboard = ''
  readonly events: BoardEvent[] = []
  readonly #beganMs = performance.now()
  readonly #onEvent: (event: BoardEvent) => void

  constructor(
    init: Pick<Board, 'title' | 'uploadLimit' | 'devices' | 'intruder'>,
    onEvent: (event: BoardEvent) => void,
  ) {
    this.title = init.title
    this.uploadLimit = init.uploadLimit
    this.devices = init.devices
    this.intruder = init.intruder
    this.#onEvent = onEvent
  }

  /** Time since the demo began, in ms. */
  get elapsedMs(): number {
    return performance.now() - this.#beganMs
  }

  /** Adds an event. */
  tell(who: string, what: string): void {
    const event = { atMs: this.elapsedMs, who, what }
    this.events.push(event)
    if (this.events.length > eventsMax) this.events.shift()
    this.#onEvent(event)
  }

  /** From now on the devices are to return from what they take. */
  beginSecondAct(title: string, dashboard: string): void {
    this.title = title
    this.dashboard = dashboard
    for (const device of this.devices) device.isSecondAct = true
  }

  /** Devices that have banned the intruder. */
  bannedBy(): number {
    const { intruder } = this
    return intruder === undefined ? 0 : this.devices.filter(({ banned }) => banned.has(intruder.peer)).length
  }
}
