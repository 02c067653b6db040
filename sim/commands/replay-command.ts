import { readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { type Replay, readReplay, replayBytesMax, replayText } from '#sim/replay/replay.ts'
import { shrink } from '#sim/replay/shrink.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { ProgressBar } from './progress-bar.ts'

/** `mycel sim replay`: ends with 1 where the rule is broken again. */
export async function replayCommand(path: string, { events }: { readonly events?: boolean }): Promise<void> {
  const { scenario, policy, seed, faults, violation, traceDigest } = await loadReplay(path)
  const print = (event: object) => void process.stdout.write(`${JSON.stringify(event)}\n`)
  const run = runScenario(scenario, { seed, policy, faults, ...(events === true ? { onEvent: print } : {}) })
  const again = run.violations.find(({ invariant }) => invariant === violation.invariant)
  const changed =
    run.traceDigest === traceDigest ? '' : ' The run is not the same any more: the code has changed since.'
  const device = again?.device === undefined ? '' : ` by device ${again.device}`
  process.stderr.write(
    again === undefined
      ? `the rule '${violation.invariant}' was not broken.${changed}\n`
      : `the rule '${violation.invariant}' was broken${device} after ${again.at} s: ${again.detail}.${changed}\n`,
  )
  process.exitCode = again === undefined ? 0 : 1
}

/** `mycel sim shrink`. */
export async function shrinkCommand(path: string, { out }: { readonly out?: string }): Promise<void> {
  const replay = await loadReplay(path)
  const bar = new ProgressBar()
  let said = ''
  const smaller = shrink(replay, ({ tries, faults, devices, chunks }) => {
    said = `${faults} faults, ${devices} devices, ${chunks} chunks`
    bar.show(0, `${said} after ${tries} runs`)
  })
  bar.end()
  const target = out ?? join(dirname(path), 'shrunk.json')
  await writeFile(target, replayText(smaller))
  process.stdout.write(said === '' ? 'it does not get smaller' : `it still fails with ${said}`)
  process.stdout.write(`: mycel sim replay ${target}\n`)
}

async function loadReplay(path: string): Promise<Replay> {
  const file = await stat(path).catch((error: Error) => {
    throw new UserError(`${path} cannot be read: ${error.message}`)
  })
  if (file.size > replayBytesMax)
    throw new UserError(`${path} has ${file.size} bytes, a replay at most ${replayBytesMax}`)
  return readReplay(await readFile(path, 'utf8'), path)
}
