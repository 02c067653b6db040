import { Random } from '#sim/random.ts'
import type { CrashCase } from './crash-case.ts'
import { copyOf, FlashBoard, type FlashContents } from './flash-board.ts'
import { type LifeEnd, live } from './live.ts'
import { SettledClock } from './settled-clock.ts'
import type { Update } from './update.ts'
import { invariants, noPast, type Past, Witness } from './witness.ts'

/** Off for this long after every cut, in milliseconds. */
const offMs = 5_000

/** Every so manieth seed cuts a device for a second time. */
const cutAgainEvery = 4

/** One device of one case, before its power goes for the first time. */
export interface CutDevice {
  readonly update: Update
  readonly case: CrashCase
  /** Its flash as it leaves the factory. */
  readonly factory: FlashContents
}

/** What was seen of a device from the factory to its rest. */
export type Outcome = Pick<Past, 'findings' | 'refetchedChunksMax'>

/** How a life begins, and after which flash operation it is cut. */
interface Start {
  readonly contents: FlashContents
  readonly past: Past
  /** What the wall clock says, in milliseconds since 1970. */
  readonly onAtMs: number
  /** Undefined: the power stays. */
  readonly cutAfter: number | undefined
}

/** One life: how it ended, what it left, and what was seen. */
interface Lived {
  readonly end: LifeEnd
  readonly board: FlashBoard
  readonly past: Past
  readonly offAtMs: number
}

/** Lets a device live whose power stays. Each of its flash operations is a point to cut at. */
export async function liveUncut(
  device: CutDevice,
): Promise<{ readonly operations: number; readonly outcome: Outcome }> {
  const lived = await liveOnce(device, fromFactory(device, undefined))
  return { operations: lived.board.power.operations, outcome: await judgeRest(device, lived) }
}

/**
 * Cuts a device after operation `point` of `points`, and for each seed lets it go on from what the cut left; some seeds
 * cut it once more on its way. Where two find the same, it lives once.
 */
export async function* cutAfter(
  device: CutDevice,
  { point, points, seeds }: { readonly point: number; readonly points: number; readonly seeds: readonly number[] },
): AsyncGenerator<{ readonly seed: number; readonly outcome: Outcome }> {
  const first = await liveOnce(device, fromFactory(device, point))
  const outcomes = new Map<string, Outcome>()
  for (const seed of seeds) {
    const random = new Random(seed).stream(`${device.case.name} ${point}`)
    const contents = first.board.cut(random.stream('first cut'))
    const again = seed % cutAgainEvery === 0 ? 1 + random.below(points) : undefined
    const key = `${first.board.fingerprint(contents)} ${again === undefined ? '' : seed}`
    const outcome = outcomes.get(key) ?? (await goOn(device, afterCut(first, contents, again), random))
    outcomes.set(key, outcome)
    yield { seed, outcome }
  }
}

/** Lets a device live until it is at rest, after its last cut. */
async function goOn(device: CutDevice, start: Start, random: Random): Promise<Outcome> {
  const lived = await liveOnce(device, start)
  if (lived.end !== 'cut') return judgeRest(device, lived)
  const contents = lived.board.cut(random.stream('second cut'))
  return judgeRest(device, await liveOnce(device, afterCut(lived, contents, undefined)))
}

function fromFactory({ factory, update }: CutDevice, cutAfter: number | undefined): Start {
  return { contents: copyOf(factory), past: noPast, onAtMs: update.repository.publishedAtMs, cutAfter }
}

function afterCut({ past, offAtMs }: Lived, contents: FlashContents, cutAfter: number | undefined): Start {
  return { contents, past, onAtMs: offAtMs + offMs, cutAfter }
}

async function liveOnce(
  { update, case: { ailments } }: CutDevice,
  { contents, past, onAtMs, cutAfter }: Start,
): Promise<Lived> {
  const board = new FlashBoard(contents, cutAfter)
  const clock = new SettledClock()
  const witness = new Witness(update, board, past)
  const end = await live({ update, ailments, board, clock, poweredAtMs: onAtMs, witness })
  return { end, board, past: witness.past, offAtMs: onAtMs + Math.ceil(clock.nowMs()) }
}

/** What was seen, and whether the device is where it should be. */
async function judgeRest({ update, case: { rest } }: CutDevice, { end, board, past }: Lived): Promise<Outcome> {
  const { refetchedChunksMax } = past
  const invariant = rest === 'rolled-back' ? invariants.rollback : invariants.converges
  const because = (detail: string) => ({ findings: [...past.findings, { invariant, detail }], refetchedChunksMax })
  if (end !== rest) return because(`the device is ${end} instead of ${rest}`)
  const { active, slots, trial } = await board.bootStore.read()
  const { version } = rest === 'rolled-back' ? update.from : update.to
  if (trial !== undefined || slots[active]?.version !== version) {
    return because(`slot ${active} is active and does not hold ${version}`)
  }
  return past
}
