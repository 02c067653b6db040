import { setImmediate as nextTurn } from 'node:timers/promises'
import { type CrashCase, crashCases } from './crash-case.ts'
import { type CutDevice, cutAfter, liveUncut, type Outcome } from './cut-device.ts'
import { factoryContents } from './flash-board.ts'
import type { Update } from './update.ts'
import { type Finding, invariants } from './witness.ts'

/** Which cuts are made. */
export interface CrashPlan {
  readonly update: Update
  readonly seeds: readonly number[]
  /** Every `count`-th point beginning with `index`, from 0. */
  readonly shard: { readonly index: number; readonly count: number }
  /** The only case, and the only point of it, where one is to be seen again. */
  readonly only?: { readonly caseName: string; readonly point: number }
  /** Stops after the first point at which anything is broken. */
  readonly untilFound?: boolean
  readonly onPoint?: (done: number, points: number) => void
}

/** What was found broken, and where: point 0 is the life without a cut. */
export interface CrashFinding extends Finding {
  readonly caseName: string
  readonly point: number
  readonly seed: number
}

/** What all cuts came to. */
export interface CrashReport {
  /** Flash operations after which the power went. */
  readonly points: number
  /** Outcomes for each point. */
  readonly seeds: number
  /** Devices that were cut: points times seeds. */
  readonly runs: number
  /** Runs in which a slot booted that was not whole. */
  readonly wrongBoots: number
  /** Runs in which nothing booted any more, or nothing would have. */
  readonly bricks: number
  /** The most chunks that were fetched again after one cut. */
  readonly refetchedChunksMax: number
  /** Runs in which any invariant was broken. */
  readonly violations: number
  /** What was broken in those that came first, one for each invariant of a run. */
  readonly findings: readonly CrashFinding[]
}

/** Findings that are kept. */
const findingsMax = 50

/** Cuts a device after every flash operation of every case, and says what did not hold. */
export async function findCrashPoints(plan: CrashPlan): Promise<CrashReport> {
  const tally = new Tally(plan.seeds.length)
  const factory = await factoryContents(plan.update)
  const work: { readonly device: CutDevice; readonly point: number; readonly points: number }[] = []
  for (const crashCase of crashCases.filter(({ name }) => plan.only === undefined || plan.only.caseName === name)) {
    const device: CutDevice = { update: plan.update, case: crashCase, factory }
    const { operations, outcome } = await liveUncut(device)
    tally.whole(crashCase, outcome)
    if (plan.untilFound === true && tally.hasFound) return tally.report()
    for (let point = 1; point <= operations; point += 1) work.push({ device, point, points: operations })
  }
  const { index, count } = plan.shard
  const share = work.filter(({ point }, place) => {
    return plan.only === undefined ? place % count === index : point === plan.only.point
  })
  for (const [done, { device, point, points }] of share.entries()) {
    if (plan.untilFound === true && tally.hasFound) break
    tally.points += 1
    for await (const { seed, outcome } of cutAfter(device, { point, points, seeds: plan.seeds })) {
      tally.add(outcome, { caseName: device.case.name, point, seed })
    }
    plan.onPoint?.(done + 1, share.length)
    // What the hashes of a run leave behind is freed in a turn of the event loop, and there only.
    await nextTurn()
  }
  return tally.report()
}

/** Adds outcomes up. */
class Tally {
  points = 0
  readonly #seeds: number
  readonly #findings: CrashFinding[] = []
  #runs = 0
  #wrongBoots = 0
  #bricks = 0
  #violations = 0
  #refetchedChunksMax = 0

  constructor(seeds: number) {
    this.#seeds = seeds
  }

  get hasFound(): boolean {
    return this.#violations > 0
  }

  /** The life of a device whose power stays. */
  whole({ name }: CrashCase, outcome: Outcome): void {
    this.#count(outcome, { caseName: name, point: 0, seed: 0 })
  }

  /** The life of one that was cut. */
  add(outcome: Outcome, at: Omit<CrashFinding, keyof Finding>): void {
    this.#runs += 1
    this.#refetchedChunksMax = Math.max(this.#refetchedChunksMax, outcome.refetchedChunksMax)
    this.#count(outcome, at)
  }

  report(): CrashReport {
    return {
      points: this.points,
      seeds: this.#seeds,
      runs: this.#runs,
      wrongBoots: this.#wrongBoots,
      bricks: this.#bricks,
      refetchedChunksMax: this.#refetchedChunksMax,
      violations: this.#violations,
      findings: this.#findings,
    }
  }

  #count({ findings }: Outcome, at: Omit<CrashFinding, keyof Finding>): void {
    if (findings.length === 0) return
    const broken = Map.groupBy(findings, ({ invariant }) => invariant)
    this.#violations += 1
    if (broken.has(invariants.whole)) this.#wrongBoots += 1
    if (broken.has(invariants.bootable)) this.#bricks += 1
    for (const [first] of broken.values()) {
      if (first !== undefined && this.#findings.length < findingsMax) this.#findings.push({ ...at, ...first })
    }
  }
}
