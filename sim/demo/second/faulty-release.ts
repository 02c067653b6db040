import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image, ImagePair } from '#sim/demo/images.ts'
import type { DemoDevice } from '#sim/demo/site/device.ts'

/** What the certificates of those devices say that go first. */
export const canaryTag = 'ring=canary'

/** Pieces of the image that are other in the faulty release, and their length: a fix of a few lines. */
const pieces = 4
const pieceBytes = 64

/** The version after the new one, which the health check of the devices knows as bad. */
function faultyVersion({ new: { version } }: ImagePair): string {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  return `${major ?? 2}.${minor ?? 0}.${Number(patch ?? 0) + 1}`
}

/** How many devices go first: each boots the faulty release three times. */
const canariesMax = 2

/** The devices that go first. */
export function canariesOf(devices: readonly DemoDevice[]): readonly DemoDevice[] {
  return devices.slice(0, canariesMax)
}

/** Gives a provisioned device a health check that the faulty release fails, as an application that does not come up. */
export async function addHealthCheck({ directory }: DemoDevice, images: ImagePair): Promise<void> {
  const folder = join(directory, 'health.d')
  const check = join(folder, '10-application')
  await mkdir(folder, { mode: 0o755 })
  const bad = `if [ "$MYCEL_VERSION" = "${faultyVersion(images)}" ]; then echo "the application does not answer" >&2; exit 1; fi`
  await writeFile(check, `#!/bin/sh\n${bad}\n`)
  await chmod(check, 0o755)
  const config = join(directory, 'node.toml')
  // What fails here fails for good: to try again would only take time.
  await writeFile(config, (await readFile(config, 'utf8')).replace(/^retries = \d+$/m, 'retries = 0'))
}

/** Writes the image of the faulty release: the new one with a few other bytes. */
export async function makeFaultyImage(images: ImagePair, directory: string): Promise<Image> {
  const bytes = await readFile(images.new.path)
  for (let piece = 0; piece < pieces; piece++) {
    const offset = Math.floor((piece * bytes.byteLength) / pieces)
    bytes.subarray(offset, offset + pieceBytes).fill(piece + 1)
  }
  await mkdir(directory, { recursive: true })
  const path = join(directory, 'faulty.img')
  await writeFile(path, bytes)
  return { version: faultyVersion(images), path, bytes: bytes.byteLength }
}

/**
 * Writes the plan of its rollout, as `mycel rollout create --plan` takes it: canaries, then everybody, with times of
 * seconds for who watches. One install that fails takes the release back.
 */
export async function writePlan(directory: string): Promise<string> {
  const plan = {
    phases: [
      { name: 'canaries', select: { ring: ['canary'] }, percent: 100, soak: '30s' },
      { name: 'everybody', percent: 100, soak: '30s' },
    ],
    stops: [{ metric: 'install-failures', abovePercent: 5, sampleMin: 1, action: 'abort-and-take-back' }],
    urgency: 'critical',
    consent: { type: 'mandatory' },
  }
  const path = join(directory, 'plan.yaml')
  await writeFile(path, JSON.stringify(plan, undefined, 2))
  return path
}
