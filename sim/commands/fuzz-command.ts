import { randomInt } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fuzzSeed } from '#sim/replay/fuzz-seed.ts'
import { replayText } from '#sim/replay/replay.ts'
import type { SeedRange } from './arguments.ts'
import { ProgressBar } from './progress-bar.ts'

interface FuzzOptions {
  readonly minutes?: number
  readonly seeds?: SeedRange
  readonly out: string
  readonly json?: boolean
}

/** Fresh seeds are drawn below this, so that they are easy to say. */
const seedBound = 2 ** 40

/** `mycel sim fuzz`: ends with 1 and leaves a replay at the first seed that breaks a rule. */
export async function fuzzCommand({ minutes = 1, seeds, out, json }: FuzzOptions): Promise<void> {
  const startedAt = performance.now()
  const limitMs = minutes * 60_000
  const first = seeds?.from ?? randomInt(seedBound)
  const count = seeds === undefined ? Number.POSITIVE_INFINITY : seeds.to - seeds.from + 1
  const bar = new ProgressBar()
  let done = 0
  let devices = 0
  for (; done < count; done += 1) {
    const passedMs = performance.now() - startedAt
    if (seeds === undefined && passedMs >= limitMs) break
    const seed = first + done
    const { run, replay } = fuzzSeed(seed)
    devices += run.devices.length
    bar.show(
      seeds === undefined ? passedMs / limitMs : done / count,
      `${done + 1} seeds, ${devices} devices, no rule broken`,
    )
    if (replay === undefined) continue
    bar.end()
    await mkdir(out, { recursive: true })
    const path = join(out, 'replay.json')
    await writeFile(path, replayText(replay))
    const { invariant, device, at, detail } = replay.violation
    if (json === true)
      process.stdout.write(`${JSON.stringify({ seeds: done + 1, first, violation: replay.violation, replay: path })}\n`)
    else {
      const who = device === undefined ? '' : ` by device ${device}`
      process.stdout.write(`seed ${seed}: the rule '${invariant}' was broken${who} after ${at} s: ${detail}\n`)
      process.stdout.write(`again: mycel sim replay ${path}\nsmaller: mycel sim shrink ${path}\n`)
    }
    process.exitCode = 1
    return
  }
  bar.end()
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  if (json === true) process.stdout.write(`${JSON.stringify({ seeds: done, first, devices, seconds })}\n`)
  else process.stdout.write(`${done} seeds from ${first} on, ${devices} devices, ${seconds} s: no rule was broken\n`)
}
