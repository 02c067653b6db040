/**
 * What decides: a synchronous state machine without IO. Whatever it wants done leaves it as an
 * effect, whatever happened enters it as an input. A world (a device, a simulator, a test) carries
 * the effects out.
 */
export interface Engine<Input, Effect> {
  /** Takes one input in. `now` never goes backwards between calls. */
  handle(input: Input, now: Instant): readonly Effect[]
  /** The instant of the next `tick` the engine needs, or undefined while it only waits. */
  deadline(): Instant | undefined
}

declare const brand: unique symbol

/** A moment on a monotonic clock of one world: whole microseconds since its own start. */
export type Instant = number & { readonly [brand]: 'Instant' }

/** Makes an instant of whole microseconds. Fractions are cut. */
export function instant(microseconds: number): Instant {
  return Math.trunc(microseconds) as Instant
}

/** The instant `milliseconds` after `start`. */
export function later(start: Instant, milliseconds: number): Instant {
  return instant(start + milliseconds * 1000)
}

/** Milliseconds from `start` to `end`; negative when `end` is the earlier one. */
export function millisecondsBetween(start: Instant, end: Instant): number {
  return (end - start) / 1000
}

/** The earlier of the deadlines that are set. */
export function earliest(...deadlines: readonly (Instant | undefined)[]): Instant | undefined {
  let first: Instant | undefined
  for (const deadline of deadlines) {
    if (deadline !== undefined && (first === undefined || deadline < first)) first = deadline
  }
  return first
}
