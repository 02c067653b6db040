import type { Instant } from '#core/engine.ts'
import { segmentBytes } from './segment.ts'

/** A link as the network keeps it. */
export interface Pipe {
  /** What it carries at most: finite, 0 when it stands still. */
  bytesPerSecond: number
  /** The flows that cross it now: one is here twice that crosses it twice. */
  readonly flows: Flow[]
  /** Whole bytes of the flows that have ended. */
  endedBytes: number
  /** Whether the shares of its flows are to be worked out anew. */
  hasChanged: boolean
  /** While shares are worked out: whether any of its flows takes part, and whether all do. */
  isCrossed: boolean
  isOpened: boolean
  /** While shares are worked out: bytes a second that nobody has taken, and how many flows wait for theirs. */
  free: number
  waiting: number
  /** While shares are worked out: no more than what it allows each flow that waits. */
  level: number
  /** While shares are worked out: the most that a flow has, and the least of those that it held back. */
  most: number
  leastHeld: number
}

/** A flow as the network keeps it. */
export interface Flow {
  /** Flows count from 1 in the order in which they start; ends at one instant come in this order. */
  readonly sequence: number
  readonly pipes: readonly Pipe[]
  readonly bytes: number
  readonly done: () => void
  /** Bytes a second that it may have now, and may have when it no longer starts slowly: above 0, infinite without a bound. */
  shareMax: number
  readonly rateMax: number
  /** Its fair share in bytes a second, and the pipe that allows it no more; undefined where `shareMax` does not. */
  share: number
  bottleneck: Pipe | undefined
  /** While shares are worked out: whether it takes part, and whether it waits for its share. */
  isOpen: boolean
  isWaiting: boolean
  /** At `since` it had `leftBytes` to go, and moves at `rate` bytes a second from then on. */
  rate: number
  since: Instant
  leftBytes: number
  /** The instant at which all of it will have arrived at this rate, infinite while it stands still. */
  endAt: number
  /** Whole microseconds of a round trip, and the instant at which it may have twice its share; infinite unless it starts slowly. */
  readonly roundTrip: number
  growAt: number
  /** Its place in the queue, -1 outside, and the instant under which it stands there. */
  place: number
  key: number
}

/** What a flow begins with. */
export interface FlowStart {
  readonly sequence: number
  readonly pipes: readonly Pipe[]
  readonly bytes: number
  readonly rateMax: number
  /** Above 0 for a slow start, 0 without. */
  readonly roundTripMs: number
  readonly now: Instant
  readonly done: () => void
}

/** A millionth of a byte: what the arithmetic may be wrong by. */
const roundingBytes = 1e-6

/** Segments that TCP sends before the first answer: RFC 6928. */
const firstSegments = 10

/** A nanosecond: no end is put off to the next microsecond for less. */
const roundingMicroseconds = 1e-3

/** A pipe that nothing crosses yet. */
export function makePipe(bytesPerSecond: number): Pipe {
  return {
    bytesPerSecond,
    flows: [],
    endedBytes: 0,
    hasChanged: false,
    isCrossed: false,
    isOpened: false,
    free: 0,
    waiting: 0,
    level: 0,
    most: 0,
    leastHeld: 0,
  }
}

/** A flow that has no share yet and is on no pipe. */
export function makeFlow({ sequence, pipes, bytes, rateMax, roundTripMs, now, done }: FlowStart): Flow {
  const slowRate = roundTripMs > 0 ? firstRate(roundTripMs) : rateMax
  const roundTrip = Math.max(1, Math.round(roundTripMs * 1000))
  return {
    sequence,
    pipes,
    bytes,
    done,
    shareMax: Math.min(slowRate, rateMax),
    rateMax,
    share: 0,
    bottleneck: undefined,
    isOpen: false,
    isWaiting: false,
    rate: 0,
    since: now,
    leftBytes: bytes,
    endAt: bytes > 0 ? Number.POSITIVE_INFINITY : now,
    roundTrip,
    growAt: slowRate < rateMax ? now + roundTrip : Number.POSITIVE_INFINITY,
    place: -1,
    key: 0,
  }
}

/** Whole bytes that have arrived by now, which is not before `since`. */
export function movedBytes(flow: Flow, now: Instant): number {
  return Math.floor(flow.bytes - leftAt(flow, now) + roundingBytes)
}

/** Lets a flow move at its fair share from now on. */
export function takeShare(flow: Flow, now: Instant): void {
  const left = leftAt(flow, now)
  flow.leftBytes = left
  flow.since = now
  flow.rate = flow.share
  flow.endAt = left > 0 ? now + Math.max(0, Math.ceil((left / flow.share) * 1e6 - roundingMicroseconds)) : now
}

/** Lets a flow move no more after so many bytes. */
export function standStill(flow: Flow, bytes: number): void {
  flow.leftBytes = flow.bytes - bytes
  flow.rate = 0
}

/** Doubles what a flow may have that starts slowly, as TCP does with every round trip: RFC 5681 §3.1. */
export function growShareMax(flow: Flow): void {
  flow.shareMax = Math.min(flow.rateMax, flow.shareMax * 2)
  if (flow.shareMax === flow.rateMax) flow.growAt = Number.POSITIVE_INFINITY
  else flow.growAt += flow.roundTrip
}

/** Ends the slow start of a flow that others keep from what it may have. */
export function endSlowStart(flow: Flow): void {
  flow.shareMax = flow.rateMax
  flow.growAt = Number.POSITIVE_INFINITY
}

/** Bytes a second of a flow in its first round trip. */
function firstRate(roundTripMs: number): number {
  return (firstSegments * segmentBytes * 1000) / roundTripMs
}

function leftAt({ leftBytes, rate, since }: Flow, now: Instant): number {
  return Math.max(0, leftBytes - (rate * (now - since)) / 1e6)
}
