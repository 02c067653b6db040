import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import type { Command } from 'commander'
import { peakMemoryBytes } from '#adapters/memory/peak-memory.ts'
import { type OnProgress, showProgress } from '#adapters/terminal/progress.ts'
import { parseDigest } from '#core/digest.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import { appliedText } from './applied-text.ts'

/** Adds `mycel apply`. */
export function registerCommands(program: Command): void {
  program
    .command('apply')
    .description('make a new image from an old one and a repository or a patch, without a network')
    .argument('<old>', 'the old image, a file or a partition of its length; it is only read')
    .argument('<new>', 'the new image, a file that is not there yet')
    .option('--repo <directory>', 'the repository, a folder as release build writes it')
    .option('--root <file>', 'the root.json that is trusted')
    .option('--product <name>', 'the kind of device')
    .option('--version <version>', 'the version of the release')
    .option('--component <name>', 'the component of the image (without: the only one)')
    .option('--full', 'make every chunk from its full payload where no delta begins with the old image')
    .option('--patch <file>', 'a BSDIFF40 patch in the place of a repository; with --sha256')
    .option('--sha256 <digest>', 'what the new image must be, with --patch')
    .option('--json', 'print JSON and no progress')
    .addHelpText(
      'after',
      '\nNothing has the name of the new image before its bytes are on the disk and were read back.',
    )
    .action(apply)
}

interface ApplyOptions extends Partial<ReleaseOptions> {
  readonly patch?: string
  readonly sha256?: string
}

/** The options that name a release. */
interface ReleaseOptions {
  readonly repo: string
  readonly root: string
  readonly product: string
  readonly version: string
  readonly component?: string
  readonly full?: boolean
  readonly json?: boolean
}

async function apply(oldPath: string, newPath: string, options: ApplyOptions, command: Command): Promise<void> {
  if (options.patch === undefined) await applyFromRepository(oldPath, newPath, requireRelease(options), command)
  else await applyFromPatch(oldPath, newPath, options, command)
}

async function applyFromPatch(
  oldPath: string,
  newPath: string,
  { patch: patchPath, sha256, json, ...others }: ApplyOptions,
  command: Command,
): Promise<void> {
  const [strange] = Object.keys(others)
  if (strange !== undefined) {
    throw new UserError(`--patch stands in the place of a repository: leave --${strange} out`)
  }
  if (patchPath === undefined || sha256 === undefined) {
    throw new UserError(
      '--patch and --sha256 go together: a patch says nothing of whether it was applied to the right image',
    )
  }
  const image = parseDigest(sha256)
  const { applyPatchFile, patchedText } = await import('./apply-bsdiff40.ts')
  const patched = await endedBySignals((signal) => applyPatchFile({ oldPath, newPath, patchPath, image, signal }))
  command.configureOutput().writeOut?.(json === true ? `${JSON.stringify(patched)}\n` : patchedText(newPath, patched))
}

function requireRelease({ repo, root, product, version, sha256, ...others }: ApplyOptions): ReleaseOptions {
  if (sha256 !== undefined)
    throw new UserError('--sha256 goes with --patch: a repository says itself what the image must be')
  if (repo !== undefined && root !== undefined && product !== undefined && version !== undefined) {
    return { ...others, repo, root, product, version }
  }
  throw new UserError('name a release by --repo, --root, --product and --version, or a patch by --patch and --sha256')
}

async function applyFromRepository(
  oldPath: string,
  newPath: string,
  options: ReleaseOptions,
  command: Command,
): Promise<void> {
  const begun = performance.now()
  const json = options.json === true
  const { applyRelease } = await import('./apply-release.ts')
  const applied = await endedBySignals(async (signal) =>
    applyRelease({
      oldPath,
      newPath,
      repository: options.repo,
      root: await readRoot(options.root),
      product: parseName('product', options.product),
      version: parseVersion(options.version),
      component: options.component,
      full: options.full === true,
      now: new Date(),
      signal,
      onProgress: json ? silent : showProgress(process.stderr, () => performance.now()),
    }),
  )
  const seconds = Math.round(performance.now() - begun) / 1000
  const report = { ...applied, seconds, rssPeakBytes: peakMemoryBytes() }
  command.configureOutput().writeOut?.(json ? `${JSON.stringify(report)}\n` : appliedText(newPath, report))
}

const silent: OnProgress = () => undefined

/** Work that SIGINT or SIGTERM ends, after it has tidied up; asked twice, the process ends at once. */
async function endedBySignals<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const stopOn = (signal: NodeJS.Signals): void => {
    const exitCode = 128 + constants.signals[signal]
    if (stop.signal.aborted) process.exit(exitCode)
    stop.abort(new UserError(`it was ended by ${signal}: the new image was not written`, { exitCode }))
  }
  for (const signal of signals) process.on(signal, stopOn)
  try {
    return await work(stop.signal)
  } finally {
    for (const signal of signals) process.off(signal, stopOn)
  }
}

async function readRoot(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const advice = "take the one that 'mycel keys init' made, or the device's"
    throw new UserError(`${path} cannot be read (${messageOf(cause)}): ${advice}`, { cause })
  }
}
