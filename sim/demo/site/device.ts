import type { ProcessEvent } from '#sim/demo/mycel-process.ts'

/** How far a device of the demo is. */
export type DeviceState =
  | 'waiting'
  | 'starting'
  | 'ready'
  | 'planning'
  | 'fetching'
  | 'verifying'
  | 'trial'
  | 'confirmed'
  | 'returned'
  | 'killed'
  | 'given-up'

/** What a device has moved, in bytes. */
interface Moved {
  readonly lanReceivedBytes: number
  readonly wanReceivedBytes: number
  readonly lanSocketBytes: number
}

const nothing: Moved = { lanReceivedBytes: 0, wanReceivedBytes: 0, lanSocketBytes: 0 }

/** The states that lines of a node's log stand for. */
const stateOf: Readonly<Record<string, DeviceState>> = {
  'phase-idle': 'ready',
  'phase-planning': 'planning',
  'phase-fetching': 'fetching',
  'phase-verifying': 'verifying',
  'phase-trial': 'trial',
  'phase-confirmed': 'confirmed',
  'phase-rolled-back': 'given-up',
  'boot-gave-up': 'given-up',
}

/** Lines whose `detail` says why a device is not confirmed. */
const complaints: ReadonlySet<string> = new Set(['phase-failed', 'phase-rolled-back', 'boot-gave-up'])

/** One device of the demo as its log tells of it. */
export class DemoDevice {
  readonly name: string
  readonly directory: string
  readonly log: string
  /** Who it is on the network; empty until it is provisioned. */
  peer = ''
  state: DeviceState = 'waiting'
  /** Whether the second act has begun, from whose release devices go back. */
  isSecondAct = false
  /** Whether it has begun to take the release of the second act. */
  isExposed = false
  /** Why it is not confirmed, as it says itself. */
  problem = ''
  /** Chunks of the new release in its inactive slot. */
  chunks = { made: 0, total: 0 }
  peakMemoryBytes = 0
  /** Peers that it has banned. */
  readonly banned = new Set<string>()
  /** Chunks that it had when it was killed. */
  killedWith: number | undefined
  /** Chunks that it found in its slot when it was started again. */
  resumedWith: number | undefined
  /** What it had fetched when it was killed, and fetched again. */
  refetchedBytes = 0
  readonly #fetchedBeforeKill = new Set<unknown>()
  /** By the processes that have ended: a device runs one per boot. */
  #movedBefore = nothing
  #movedNow = nothing

  constructor(name: string, directory: string, log: string) {
    this.name = name
    this.directory = directory
    this.log = log
  }

  /** What it has moved so far. Of a process that was killed: up to its last line about it. */
  get moved(): Moved {
    return {
      lanReceivedBytes: this.#movedBefore.lanReceivedBytes + this.#movedNow.lanReceivedBytes,
      wanReceivedBytes: this.#movedBefore.wanReceivedBytes + this.#movedNow.wanReceivedBytes,
      lanSocketBytes: this.#movedBefore.lanSocketBytes + this.#movedNow.lanSocketBytes,
    }
  }

  /** Takes in one line of its log. */
  hear(event: ProcessEvent): void {
    this.state = this.#stateAfter(event)
    if (complaints.has(event.event)) this.problem = String(event['detail'])
    switch (event.event) {
      case 'boot-booting':
        this.#movedBefore = this.moved
        this.#movedNow = nothing
        break
      case 'fetched':
        this.#fetched(event)
        break
      case 'progress':
        this.chunks = { made: Number(event['made']), total: Number(event['total']) }
        this.#moved(event)
        this.#resumed(this.chunks.made)
        break
      case 'phase-trial':
        this.#resumed(this.chunks.total)
        break
      case 'peer-banned':
        this.banned.add(String(event['peer']))
        break
      case 'summary':
        this.#moved(event)
        break
    }
  }

  /** All its processes were killed. */
  killed(): void {
    this.state = 'killed'
    this.killedWith = this.chunks.made
  }

  #stateAfter({ event }: ProcessEvent): DeviceState {
    const state = stateOf[event] ?? this.state
    if (!this.isSecondAct) return state
    if (state === 'planning') this.isExposed = true
    const isBack = event === 'phase-rolled-back' || event === 'phase-idle'
    if (!isBack) return state
    return this.isExposed ? 'returned' : 'confirmed'
  }

  #resumed(chunks: number): void {
    if (this.killedWith !== undefined) this.resumedWith ??= chunks
  }

  #fetched(event: ProcessEvent): void {
    if (this.killedWith === undefined) {
      this.#fetchedBeforeKill.add(event['address'])
    } else if (this.#fetchedBeforeKill.has(event['address'])) {
      this.refetchedBytes += Number(event['bytes'])
    }
  }

  #moved(event: ProcessEvent): void {
    this.#movedNow = {
      lanReceivedBytes: Number(event['lanReceivedBytes']),
      wanReceivedBytes: Number(event['wanReceivedBytes']),
      lanSocketBytes: Number(event['lanSocketBytes']),
    }
    this.peakMemoryBytes = Math.max(this.peakMemoryBytes, Number(event['peakMemoryBytes']))
  }
}
