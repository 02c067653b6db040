import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image, ImagePair } from '#sim/demo/images.ts'
import { type Launcher, runMycel } from '#sim/demo/mycel-process.ts'
import type { DemoDevice } from './device.ts'

/** How many devices are provisioned at once. */
const provisionsMax = 2

/** What a factory works with. */
export interface FactoryInit {
  readonly launcher: Launcher
  readonly images: ImagePair
  /** Multiaddr of the tracker. */
  readonly tracker: string
  /** The folder with authority.key and root.json. */
  readonly keys: string
  /** What the certificates say of the devices, for rollouts. */
  readonly tags: readonly string[]
}

/** Gives each device identity, certificate, slots and its first image. */
export async function provisionAll(init: FactoryInit, devices: readonly DemoDevice[], image: Image): Promise<void> {
  const waiting = [...devices]
  const line = async (): Promise<void> => {
    for (let device = waiting.shift(); device !== undefined; device = waiting.shift()) {
      await provision(init, device, image)
    }
  }
  await Promise.all(Array.from({ length: provisionsMax }, line))
}

/** Makes a provisioned device an enemy: it serves nothing but corrupted bytes. */
export async function corrupt(device: DemoDevice): Promise<void> {
  const config = join(device.directory, 'node.toml')
  const text = await readFile(config, 'utf8')
  await writeFile(config, text.replace('serve-corrupted = false', 'serve-corrupted = true'))
}

async function provision({ launcher, images, tracker, keys, tags }: FactoryInit, device: DemoDevice, image: Image) {
  const tag = tags.length === 0 ? [] : ['--tag', ...tags]
  const trust = ['--authority', keys, '--root', join(keys, 'root.json'), '--tracker', tracker]
  const what = ['--product', images.product, '--version', image.version, '--image', `rootfs=${image.path}`]
  const slot = ['--slot-bytes', String(Math.max(images.old.bytes, images.new.bytes))]
  // Of this demo alone: another one on this machine is another site.
  const network = ['--listen', '/ip4/127.0.0.1/tcp/0', '--service-tag', `_mycel-${process.pid}._udp.local`]
  const words = ['node', 'provision', '--dir', device.directory, ...trust, ...what, ...slot, ...network, ...tag]
  const printed = await runMycel(launcher, words)
  device.peer = /^device (\S+)/.exec(printed)?.[1] ?? ''
}
