import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'

/** Devices of a demo: a small site fits on a laptop. */
const devicesDefault = 12
const devicesMax = 100

interface DemoOptions {
  readonly image?: readonly string[]
  readonly devices: number
  readonly json?: boolean
  readonly keep?: boolean
}

/** Adds `mycel demo`. */
export function registerCommands(program: Command): void {
  program
    .command('demo')
    .description('update a site of real device processes on this machine, from a real release to the next')
    .option('--image <files...>', 'OLD and NEW: two images of your own (default: two releases of Pybricks firmware)')
    .option('--devices <count>', 'how many devices', wholeCount, devicesDefault)
    .option('--json', 'print one JSON object as the last line, and nothing else')
    .option('--keep', 'keep keys, repository, devices and logs')
    .action(demoAction)
}

async function demoAction(options: DemoOptions): Promise<void> {
  const { namedImages, pybricksImages } = await import('#sim/demo/images.ts')
  const { runDemo } = await import('#sim/demo/demo.ts')
  const { summaryText } = await import('#sim/demo/summary.ts')
  const { UserError } = await import('#core/errors.ts')
  const [oldImage, newImage, ...rest] = options.image ?? []
  if (options.image !== undefined && (newImage === undefined || rest.length > 0)) {
    throw new UserError('--image takes two files: --image OLD NEW')
  }
  const directory = await mkdtemp(join(tmpdir(), 'mycel-demo-'))
  const tell = (line: string): void => void (options.json === true || process.stdout.write(`${line}\n`))
  const images =
    oldImage === undefined || newImage === undefined
      ? await pybricksImages(join(directory, 'images'))
      : await namedImages(oldImage, newImage)
  const launcher = {
    entry: resolve(process.argv[1] ?? 'mycel.ts'),
    environment: process.env,
    logDirectory: join(directory, 'logs'),
  }
  const summary = await runDemo({ launcher, directory, images, devices: options.devices, tell })
  process.stdout.write(options.json === true ? `${JSON.stringify(summary)}\n` : `\n${summaryText(summary)}`)
  const succeeded = summary.confirmed === summary.devices
  if (succeeded && options.keep !== true) await rm(directory, { recursive: true, force: true })
  else process.stderr.write(`keys, repository, devices and logs are in ${directory}\n`)
  process.exitCode = succeeded ? 0 : 1
}

function wholeCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > devicesMax) {
    throw new InvalidArgumentError(`write a whole number from 1 to ${devicesMax}`)
  }
  return count
}
