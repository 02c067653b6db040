import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { UserError } from '#core/errors.ts'
import type { ImageChoice } from './show.ts'

/** Devices of a demo: a small site fits on a laptop. */
const devicesDefault = 12
const devicesMax = 100

interface DemoOptions {
  readonly image?: readonly string[]
  readonly large?: boolean
  readonly devices: number
  readonly act: '1' | '2'
  readonly faults: boolean
  readonly shaping: boolean
  readonly plain?: boolean
  readonly json?: boolean
  readonly keep?: boolean
}

/** Adds `mycel demo`. */
export function registerCommands(program: Command): void {
  program
    .command('demo')
    .description('update a site of real device processes on this machine, from a real release to the next')
    .option('--image <files...>', 'OLD and NEW: two images of your own (default: two releases of Pybricks firmware)')
    .option('--large', 'take two releases of Node.js instead, 127 MB each; the older is fetched into ~/.cache/mycel')
    .option('--devices <count>', 'how many devices', wholeCount, devicesDefault)
    .addOption(
      new Option('--act <last>', 'end after this act: 1 updates, 2 ships a faulty release that is stopped')
        .choices(['1', '2'])
        .default('2'),
    )
    .option('--no-faults', 'kill no device, and let no enemy in')
    .option('--no-shaping', 'do not slow the WAN down for you to follow')
    .option('--plain', 'print lines, also on a terminal')
    .option('--json', 'print one JSON object as the last line, and nothing else')
    .option('--keep', 'keep keys, repository, devices and logs')
    .action(demoAction)
}

async function demoAction(options: DemoOptions): Promise<void> {
  const { showDemo } = await import('#sim/demo/show.ts')
  const directory = await mkdtemp(join(tmpdir(), 'mycel-demo-'))
  const stop = new AbortController()
  const stopOn = (signal: NodeJS.Signals): void => {
    // Who asks twice does not want to wait: the exit ends all processes.
    if (stop.signal.aborted) process.exit(128 + constants.signals[signal])
    stop.abort(new UserError(`the demo was ended by ${signal}`, { exitCode: 128 + constants.signals[signal] }))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stopOn)
  let hasSucceeded = false
  try {
    hasSucceeded = await showDemo({
      ...options,
      hasSecondAct: options.act === '2',
      images: imagesNamed(options),
      directory,
      signal: stop.signal,
    })
    process.exitCode = hasSucceeded ? 0 : 1
  } finally {
    for (const signal of signals) process.off(signal, stopOn)
    // What is left of a demo that never began, or was ended, says nothing.
    const hasLogs = existsSync(join(directory, 'logs'))
    const isOfUse = options.keep === true || (hasLogs && !hasSucceeded && !stop.signal.aborted)
    if (isOfUse) process.stderr.write(`keys, repository, devices and logs are in ${directory}\n`)
    else await rm(directory, { recursive: true, force: true })
  }
}

/** What the options say about images. Throws {@link UserError} where they say nothing that can be done. */
function imagesNamed({ image, large }: DemoOptions): ImageChoice {
  if (image === undefined) return { type: large === true ? 'large' : 'small' }
  const [oldPath, newPath, ...rest] = image
  if (oldPath === undefined || newPath === undefined || rest.length > 0) {
    throw new UserError('--image takes two files: --image OLD NEW')
  }
  if (large === true) throw new UserError('--large brings two images of its own: leave out --large or --image')
  return { type: 'named', oldPath, newPath }
}

function wholeCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > devicesMax) {
    throw new InvalidArgumentError(`write a whole number from 1 to ${devicesMax}`)
  }
  return count
}
