/**
 * Packs this checkout, installs the package in an empty folder with no compiler in reach, from the registry that npm
 * is set to, and runs it: `npm run test:pack`. Takes about a minute; ends non-zero when something fails.
 */
import { randomBytes } from 'node:crypto'
import { globSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { check } from '#core/check.ts'
import { CheckoutCopy } from './checkout-copy.ts'
import { type RunOptions, runProgram } from './run-program.ts'

/** The demo's site, and two images that differ in one place. */
const devices = 3
const imageBytes = 1024 * 1024
const changedBytes = 64 * 1024

const removals: (() => void)[] = []
try {
  packInstallRun()
} finally {
  for (const remove of removals) remove()
}

function packInstallRun(): void {
  const checkout = CheckoutCopy.make({ after: (remove) => removals.push(remove) })
  const directory = mkdtempSync(join(tmpdir(), 'mycel-installed-'))
  removals.push(() => rmSync(directory, { recursive: true, force: true }))

  run(checkout, 'npm', 'pack', '--loglevel=error', '--pack-destination', directory)
  const [tarball = ''] = globSync('*.tgz', { cwd: directory })
  const bare = { directory, environment: { PATH: makeTools(join(directory, 'tools')) } }
  run(bare, 'npm', 'install', '--prefix', '.', '--no-audit', '--no-fund', '--ignore-scripts=false', tarball)
  check(globSync('node_modules/node-linux-*', { cwd: directory }).length === 0, 'the package brings no Node.js')

  const mycel = join(directory, 'node_modules/.bin/mycel')
  run(bare, mycel, '--version')
  run(bare, mycel, '--help')
  run(bare, mycel, 'sim', 'list')
  run(bare, mycel, 'sim', 'run', 'flash-crowd', '--devices', '20')
  const printed = run(bare, mycel, 'demo', '--devices', String(devices), '--json', '--image', ...makeImages(directory))
  const { confirmed } = JSON.parse(printed) as { readonly confirmed: number }
  check(confirmed === devices, `every device has confirmed the new release, not only ${confirmed}`)
}

/** Runs a program, shows what it prints and how long it takes, and returns that. Throws unless it ends well. */
function run(options: RunOptions, program: string, ...words: string[]): string {
  process.stdout.write(`\n$ ${[program, ...words].join(' ')}\n`)
  const startedAt = performance.now()
  const { exitCode, output, errors } = runProgram(options, program, ...words)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${output}${errors}exit code ${exitCode} after ${seconds} s\n`)
  if (exitCode !== 0) throw new Error(`'${program} ${words.join(' ')}' ended with exit code ${exitCode}`)
  return output
}

/** Makes a folder with the only programs that npm and mycel need, so that no compiler, make or python is found. */
function makeTools(folder: string): string {
  mkdirSync(folder)
  symlinkSync(process.execPath, join(folder, 'node'))
  for (const name of ['npm', 'sh']) symlinkSync(findProgram(name), join(folder, name))
  return folder
}

function findProgram(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const [found] = folders.flatMap((folder) => globSync(name, { cwd: folder }).map((file) => join(folder, file)))
  check(found !== undefined, `${name} is in the PATH`)
  return realpathSync(found)
}

/** Writes two images of random bytes and returns their paths, the old one first. */
function makeImages(folder: string): readonly [string, string] {
  const image = randomBytes(imageBytes)
  const paths = [join(folder, 'old.img'), join(folder, 'new.img')] as const
  writeFileSync(paths[0], image)
  image.set(randomBytes(changedBytes), imageBytes / 2)
  writeFileSync(paths[1], image)
  return paths
}
