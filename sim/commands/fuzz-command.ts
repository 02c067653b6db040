import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { fuzzSeed } from '#sim/replay/fuzz-seed.ts'
import type { Replay } from '#sim/replay/replay.ts'
import { countOf } from '#sim/report/quantity.ts'
import type { SeedRange } from './arguments.ts'
import { makeDirectory, writeReplay } from './output.ts'
import { ProgressBar } from './progress-bar.ts'

interface FuzzOptions {
  readonly minutes?: number
  readonly seeds?: SeedRange
  readonly out: string
  readonly json?: boolean
}

/** How far a search came. */
interface Searched {
  readonly first: number
  readonly seeds: number
  readonly devices: number
  readonly seconds: number
  /** The failure that ended it. */
  readonly replay: Replay | undefined
}

/** Fresh seeds are drawn below this, so that they are easy to say. */
const seedBound = 2 ** 40

/** `mycel sim fuzz`: ends with 1 and leaves a replay at the first seed that breaks a rule. */
export async function fuzzCommand(options: FuzzOptions): Promise<void> {
  if (options.minutes !== undefined && options.seeds !== undefined) {
    throw new UserError('--minutes searches for a time and --seeds through a range: leave out one of them')
  }
  await makeDirectory(options.out)
  const searched = search(options)
  const path = searched.replay && (await writeReplay(searched.replay, join(options.out, 'replay.json')))
  process.stdout.write(options.json === true ? jsonOf(searched, path) : textOf(searched, path))
  if (searched.replay !== undefined) process.exitCode = 1
}

function search({ minutes = 1, seeds }: FuzzOptions): Searched {
  const startedAt = performance.now()
  const limitMs = minutes * 60_000
  const first = seeds?.from ?? randomInt(seedBound)
  const count = seeds === undefined ? Number.POSITIVE_INFINITY : seeds.to - seeds.from + 1
  const bar = new ProgressBar()
  let done = 0
  let devices = 0
  let replay: Replay | undefined
  while (done < count && replay === undefined) {
    const passedMs = performance.now() - startedAt
    if (seeds === undefined && passedMs >= limitMs) break
    const found = fuzzSeed(first + done)
    done += 1
    devices += found.run.devices.length
    replay = found.replay
    const share = seeds === undefined ? passedMs / limitMs : done / count
    bar.show(share, `${countOf(done, 'seed')}, ${countOf(devices, 'device')}, no rule broken`)
  }
  bar.end()
  return { first, seeds: done, devices, seconds: Math.round((performance.now() - startedAt) / 1000), replay }
}

function textOf({ first, seeds, devices, seconds, replay }: Searched, path: string | undefined): string {
  if (replay === undefined) {
    const range = `${countOf(seeds, 'seed')} from ${first} on`
    return `${range}, ${countOf(devices, 'device')}, ${seconds} s: no rule was broken\n`
  }
  const { invariant, device, at, detail } = replay.violation
  const who = device === undefined ? '' : ` by device ${device}`
  return [
    `seed ${replay.seed}: the rule '${invariant}' was broken${who} after ${at} s: ${detail}`,
    `again: mycel sim replay ${path}`,
    `smaller: mycel sim shrink ${path}\n`,
  ].join('\n')
}

function jsonOf({ replay, ...how }: Searched, path: string | undefined): string {
  const found = replay === undefined ? {} : { seed: replay.seed, violation: replay.violation, replay: path }
  return `${JSON.stringify({ ...how, ...found })}\n`
}
