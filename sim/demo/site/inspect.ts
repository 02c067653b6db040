import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { ImagePair } from '#sim/demo/images.ts'
import { type Launcher, runMycel } from '#sim/demo/mycel-process.ts'
import type { DemoDevice } from './device.ts'

/** What `mycel node status --json` prints, as far as the demo reads it. */
interface PrintedStatus {
  readonly boot: { readonly active: string; readonly slots: Record<string, { readonly version: string } | undefined> }
}

/** What is wrong with each device that should run the new image: asks its boot state and hashes its active slot. */
export async function problemsOf(
  devices: readonly DemoDevice[],
  { launcher, images }: { readonly launcher: Launcher; readonly images: ImagePair },
): Promise<readonly string[]> {
  const expected = await hashFile(images.new.path, images.new.bytes)
  const problems: string[] = []
  for (const device of devices) {
    const words = ['node', 'status', '--config', join(device.directory, 'node.toml'), '--json']
    const { boot } = JSON.parse(await runMycel(launcher, words)) as PrintedStatus
    const runsNew = boot.slots[boot.active]?.version === images.new.version
    const actual = await hashFile(join(device.directory, 'slots', `rootfs.${boot.active}`), images.new.bytes)
    if (!runsNew || !(device.state === 'confirmed' || device.state === 'returned')) problems.push(stuckText(device))
    else if (actual !== expected) problems.push(`${device.name}: has wrong bytes in its active slot; see ${device.log}`)
  }
  return problems
}

/** Where a device is stuck, and where to read more. */
export function stuckText({ name, state, chunks, problem, log }: DemoDevice): string {
  const progress = chunks.total === 0 ? '' : ` with ${chunks.made} of ${chunks.total} chunks`
  return `${name}: ${problem || `is ${state}${progress}`}; see ${log}`
}

async function hashFile(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path, { start: 0, end: bytes - 1 })) hash.update(part)
  return hash.digest('hex')
}
