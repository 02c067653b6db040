import { check } from '#core/check.ts'
import { instant } from '#core/engine.ts'
import type { Appointment, Clock } from '#sim/clock.ts'
import { DueQueue, dueAt } from './due-queue.ts'
import { shareFairly } from './fair-share.ts'
import {
  endSlowStart,
  type Flow,
  growShareMax,
  makeFlow,
  makePipe,
  movedBytes,
  type Pipe,
  standStill,
  takeShare,
} from './flow.ts'

/** Bytes on their way. */
export interface Transfer {
  readonly bytes: number
  /** Whole bytes that have arrived by now, or had when it was stopped. */
  arrivedBytes(): number
  /** Stops it; `done` is not called. */
  stop(): void
}

/** What is to be moved, and over what. */
export interface FlowFacts {
  /** At least one, all of one network. One that is named twice carries the bytes twice, as the air does between two radios. */
  readonly links: readonly FluidLink[]
  readonly bytes: number
  /** Bytes a second that it reaches at most, above 0: see `lossCap`. Undefined: as many as the links give. */
  readonly rateMax?: number | undefined
  /** With it the flow starts slowly, as a new TCP connection does. */
  readonly roundTripMs?: number | undefined
  /** Called once, at the instant at which all bytes have arrived. */
  readonly done: () => void
}

/**
 * The network of one site, exact to the microsecond: at every instant its flows have their max-min fair shares of
 * the links that they cross. Whatever starts and ends at one instant moves the shares once.
 */
export class Fluid {
  readonly #clock: Clock
  readonly #queue = new DueQueue()
  #sequence = 0
  /** Pipes on which the shares are to be worked out anew before time goes on. */
  #changed: Pipe[] = []
  #next: Appointment | undefined
  readonly #stop = (flow: Flow): void => {
    if (this.#queue.has(flow)) this.#end(flow, movedBytes(flow, this.#clock.now))
  }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A capacity that transfers share, finite: one direction of a WAN link or a card, a radio, a device's decoder or flash. */
  link(bytesPerSecond: number): FluidLink {
    const change = (pipe: Pipe): void => this.#change(pipe)
    return new FluidLink({ network: this, clock: this.#clock, change, bytesPerSecond })
  }

  /** Sends bytes on their way. */
  start({ links, bytes, rateMax = Number.POSITIVE_INFINITY, roundTripMs = 0, done }: FlowFacts): Transfer {
    check(links.length > 0, 'a flow crosses a link')
    check(rateMax > 0, 'a flow may move')
    this.#sequence += 1
    const pipes = links.map(({ network, pipe }) => {
      check(network === this, 'the links of a flow are of one network')
      return pipe
    })
    const { now } = this.#clock
    const flow = makeFlow({ sequence: this.#sequence, pipes, bytes, rateMax, roundTripMs, now, done })
    for (const pipe of pipes) {
      pipe.flows.push(flow)
      this.#change(pipe)
    }
    this.#queue.update(flow)
    return new RunningTransfer(flow, this.#clock, this.#stop)
  }

  /** Takes note that the flows or the rate of a pipe are not what they were. */
  #change(pipe: Pipe): void {
    if (pipe.hasChanged) return
    pipe.hasChanged = true
    this.#changed.push(pipe)
    if (this.#changed.length === 1) this.#clock.at(this.#clock.now, () => this.#share())
  }

  /** Lets all flows move at their fair shares from now on. */
  #share(): void {
    const changed = this.#changed
    this.#changed = []
    for (const pipe of changed) pipe.hasChanged = false
    for (const flow of shareFairly(changed)) {
      // Something else than its start holds it back: its first packets are behind it.
      if (flow.bottleneck !== undefined) endSlowStart(flow)
      if (flow.share !== flow.rate) takeShare(flow, this.#clock.now)
      this.#queue.update(flow)
    }
    this.#arrange()
  }

  /** Arranges for the next end or step. */
  #arrange(): void {
    const first = this.#queue.peek()
    const at = first === undefined ? Number.POSITIVE_INFINITY : dueAt(first)
    if (at === this.#next?.at) return
    this.#next?.cancel()
    this.#next = at < Number.POSITIVE_INFINITY ? this.#clock.at(instant(at), () => this.#pass()) : undefined
  }

  /** Lets happen what is due now. */
  #pass(): void {
    this.#next = undefined
    const { now } = this.#clock
    for (let flow = this.#queue.peek(); flow !== undefined && dueAt(flow) <= now; flow = this.#queue.peek()) {
      if (flow.endAt <= now) {
        this.#end(flow, flow.bytes)
        flow.done()
      } else {
        growShareMax(flow)
        this.#queue.update(flow)
        for (const pipe of flow.pipes) this.#change(pipe)
      }
    }
  }

  /** Takes a flow off its pipes when it has moved so many bytes. */
  #end(flow: Flow, bytes: number): void {
    this.#queue.remove(flow)
    standStill(flow, bytes)
    for (const pipe of flow.pipes) {
      const { flows } = pipe
      flows[flows.indexOf(flow)] = flows[flows.length - 1] as Flow
      flows.pop()
      pipe.endedBytes += bytes
      this.#change(pipe)
    }
  }
}

/** A transfer of one {@link Fluid}: from its start to its end, and what came of it after that. */
class RunningTransfer implements Transfer {
  readonly #flow: Flow
  readonly #clock: Clock
  readonly #stop: (flow: Flow) => void

  constructor(flow: Flow, clock: Clock, stop: (flow: Flow) => void) {
    this.#flow = flow
    this.#clock = clock
    this.#stop = stop
  }

  get bytes(): number {
    return this.#flow.bytes
  }

  arrivedBytes(): number {
    return movedBytes(this.#flow, this.#clock.now)
  }

  stop(): void {
    this.#stop(this.#flow)
  }
}

/** What a link is told of its network. */
interface LinkFacts {
  readonly network: Fluid
  readonly clock: Clock
  readonly change: (pipe: Pipe) => void
  readonly bytesPerSecond: number
}

/** A capacity of one {@link Fluid}. */
export class FluidLink {
  readonly network: Fluid
  /** The link as its network keeps it. */
  readonly pipe: Pipe
  readonly #clock: Clock
  readonly #change: (pipe: Pipe) => void

  constructor({ network, clock, change, bytesPerSecond }: LinkFacts) {
    this.network = network
    this.pipe = makePipe(checkRate(bytesPerSecond))
    this.#clock = clock
    this.#change = change
  }

  /** Whether anything is on its way over it. */
  get isCrossed(): boolean {
    return this.pipe.flows.length > 0
  }

  /** Whole bytes that have crossed it by now, those of stopped transfers too. */
  get carriedBytes(): number {
    let bytes = this.pipe.endedBytes
    for (const flow of this.pipe.flows) bytes += movedBytes(flow, this.#clock.now)
    return bytes
  }

  /** From now on it carries so many bytes a second; at 0 all that cross it stand still. */
  setRate(bytesPerSecond: number): void {
    if (bytesPerSecond === this.pipe.bytesPerSecond) return
    this.pipe.bytesPerSecond = checkRate(bytesPerSecond)
    this.#change(this.pipe)
  }
}

function checkRate(bytesPerSecond: number): number {
  check(bytesPerSecond >= 0 && bytesPerSecond < Number.POSITIVE_INFINITY, 'the rate of a link is finite')
  return bytesPerSecond
}
