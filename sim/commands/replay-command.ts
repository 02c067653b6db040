import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { type Replay, readReplay, replayBytesMax } from '#sim/replay/replay.ts'
import { type ReplaySize, shrink, sizeOf } from '#sim/replay/shrink.ts'
import { countOf } from '#sim/report/quantity.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { makeDirectory, writeReplay } from './output.ts'
import { ProgressBar } from './progress-bar.ts'

/** `mycel sim replay`: ends with 1 where the rule is broken again. */
export async function replayCommand(path: string, { events }: { readonly events?: boolean }): Promise<void> {
  const { scenario, policy, seed, faults, violation, traceDigest } = await loadReplay(path)
  const print = (event: object) => void process.stdout.write(`${JSON.stringify(event)}\n`)
  const run = runScenario(scenario, { seed, policy, faults, ...(events === true ? { onEvent: print } : {}) })
  const again = run.violations.find(({ invariant }) => invariant === violation.invariant)
  const changed =
    run.traceDigest === traceDigest ? '' : '; the run is not the same any more: the code has changed since'
  const device = again?.device === undefined ? '' : ` by device ${again.device}`
  process.stderr.write(
    again === undefined
      ? `the rule '${violation.invariant}' was not broken${changed}\n`
      : `the rule '${violation.invariant}' was broken${device} after ${again.at} s: ${again.detail}${changed}\n`,
  )
  process.exitCode = again === undefined ? 0 : 1
}

/** `mycel sim shrink`. Throws {@link UserError} where there is nothing to shrink. */
export async function shrinkCommand(path: string, { out }: { readonly out?: string }): Promise<void> {
  const replay = await loadReplay(path)
  const target = out ?? join(dirname(path), 'shrunk.json')
  await makeDirectory(dirname(target))
  const bar = new ProgressBar()
  const smaller = shrink(replay, ({ tries, ...size }) =>
    bar.show(0, `${sizeText(size)} after ${countOf(tries, 'run')}`),
  )
  bar.end()
  if (smaller === undefined) {
    const { invariant } = replay.violation
    throw new UserError(`${path} does not break the rule '${invariant}' any more: there is nothing to shrink`)
  }
  await writeReplay(smaller, target)
  const [before, after] = [sizeText(sizeOf(replay)), sizeText(sizeOf(smaller))]
  const said =
    before === after ? `it does not get smaller than ${after}` : `it still fails with ${after}, not ${before}`
  process.stdout.write(`${said}: mycel sim replay ${target}\n`)
}

function sizeText({ faults, devices, chunks }: ReplaySize): string {
  return [countOf(faults, 'fault'), countOf(devices, 'device'), countOf(chunks, 'chunk')].join(', ')
}

async function loadReplay(path: string): Promise<Replay> {
  const unreadable = (cause: Error) => {
    throw new UserError(`${path} cannot be read: ${cause.message}; name a replay.json that 'mycel sim' wrote`, {
      cause,
    })
  }
  const { size } = await stat(path).catch(unreadable)
  if (size > replayBytesMax) throw new UserError(`${path} has ${size} bytes, a replay at most ${replayBytesMax}`)
  return readReplay(await readFile(path, 'utf8').catch(unreadable), path)
}
