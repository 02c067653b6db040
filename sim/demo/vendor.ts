import { join } from 'node:path'
import type { Image, ImagePair } from './images.ts'
import { type Launcher, MycelProcess, type ProcessEvent, runMycel } from './mycel-process.ts'

/** What the vendor works with. */
export interface VendorInit {
  readonly launcher: Launcher
  readonly images: ImagePair
  /** Where keys and repository are made. */
  readonly directory: string
}

/** What a release costs to send, in bytes. */
export interface Built {
  /** The whole image as compressed payloads. */
  readonly fullBytes: number
  /** The delta with its index; 0 without one. */
  readonly deltaBytes: number
}

/** What `mycel release build --json` prints, as far as the demo reads it. */
interface BuiltRelease {
  readonly components: readonly {
    readonly fullBytes: number
    readonly deltas: readonly { readonly indexBytes: number; readonly payloadBytes: number }[]
  }[]
}

/** Makes the keys of a fleet. */
export async function makeKeys({ launcher, directory }: VendorInit): Promise<void> {
  await runMycel(launcher, ['keys', 'init', join(directory, 'keys')])
}

/** Builds, signs and publishes one version of the image, with a delta where there is a version to come `from`. */
export async function publish(init: VendorInit, image: Image, from?: Image): Promise<Built> {
  const what = ['--product', init.images.product, '--version', image.version, '--component', `rootfs=${image.path}`]
  const base = from === undefined ? [] : ['--from', from.version]
  const printed = await runMycel(init.launcher, ['release', 'build', ...placeOf(init), ...what, ...base, '--json'])
  const { components } = JSON.parse(printed) as BuiltRelease
  const deltas = components.flatMap((component) => component.deltas)
  return {
    fullBytes: components.reduce((sum, component) => sum + component.fullBytes, 0),
    deltaBytes: deltas.reduce((sum, delta) => sum + delta.indexBytes + delta.payloadBytes, 0),
  }
}

/** A tracker that seeds what the vendor publishes. */
export interface DemoTracker {
  readonly process: MycelProcess
  /** Resolves with its multiaddr once it listens; rejects when it ends before. */
  readonly address: Promise<string>
}

/** Starts the tracker. `uploadLimit` is in bytes per second. */
export function startTracker(
  init: VendorInit,
  uploadLimit: number | undefined,
  onEvent: (event: ProcessEvent) => void,
): DemoTracker {
  const listening = Promise.withResolvers<string>()
  const limit = uploadLimit === undefined ? [] : ['--upload-limit', String(uploadLimit)]
  const log = ['--log-json', '--verbose']
  // Ports of their own: another tracker on this machine may have those that are usual.
  const api = ['--api', '127.0.0.1:0', '--metrics', '127.0.0.1:0']
  const words = ['tracker', 'run', ...placeOf(init), '--listen', '/ip4/127.0.0.1/tcp/0', ...api, ...limit, ...log]
  const process = new MycelProcess(init.launcher, 'tracker', words, (event) => {
    if (event.event === 'listening') listening.resolve(String(event['address']))
    onEvent(event)
  })
  const died = process.ended.then((code) => {
    throw new Error(`the tracker ended with exit code ${code}: see ${init.launcher.logDirectory}/tracker.log`)
  })
  const address = Promise.race([listening.promise, died])
  // After it listens, its end is the demo's own doing.
  address.catch(() => undefined)
  return { process, address }
}

/** What a tracker has moved, in bytes. */
export interface Moved {
  readonly payloadBytes: number
  readonly socketBytes: number
}

/** What the running tracker has moved so far. */
export async function movedSoFar({ launcher, directory }: VendorInit): Promise<Moved> {
  const words = ['tracker', 'status', '--repo', join(directory, 'repo'), '--json']
  const { tracker } = JSON.parse(await runMycel(launcher, words)) as {
    readonly tracker: { readonly served: { readonly payloadBytes: number }; readonly socketBytes: number }
  }
  return { payloadBytes: tracker.served.payloadBytes, socketBytes: tracker.socketBytes }
}

function placeOf({ directory }: VendorInit): readonly string[] {
  return ['--repo', join(directory, 'repo'), '--keys', join(directory, 'keys')]
}
