/** A tracker and a device in this process, as their commands start them: real keys, files, sockets and engines. */
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { parseNodeConfig } from '#adapters/config/node-config.ts'
import { nodeConfigText } from '#adapters/config/node-config-text.ts'
import { Log } from '#adapters/log/log.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import { provision } from '#node/provision/provision.ts'
import { runNode } from '#node/run.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { initialiseKeys, keyFile, rootFile } from '#tracker/keys/key-files.ts'
import { loadSigners } from '#tracker/keys/load-signers.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { Repository } from '#tracker/release/repository.ts'
import { runTracker } from '#tracker/run.ts'

/** How long an event may take to come. */
const deadlineMs = 30_000

/** One line of a log. */
export type Event = Readonly<Record<string, unknown>> & { readonly event: string }

/** Keeps what is logged, and lets a test wait for it. */
export class EventLog {
  readonly events: Event[] = []
  readonly #emitter = new EventEmitter()
  readonly log = new Log('info', {
    write: (line) => {
      this.events.push(JSON.parse(line))
      this.#emitter.emit('event')
    },
  })

  /** The first event of a name, which may have come before. */
  async until(name: string): Promise<Event> {
    const signal = AbortSignal.timeout(deadlineMs)
    for (;;) {
      const found = this.events.find(({ event }) => event === name)
      if (found !== undefined) return found
      await once(this.#emitter, 'event', { signal })
    }
  }
}

/** A vendor who has published 1.0.0 and 1.1.0 of the product `hub`, with a tracker for them. */
export interface RunningVendor {
  readonly directory: string
  readonly keys: string
  readonly repository: string
  readonly stateDirectory: string
  /** Where devices dial the tracker. */
  readonly address: string
  readonly log: EventLog
  /** Ends the tracker before the test does. */
  stop(): Promise<void>
}

const images = { '1.0.0': noise(200_000), '1.1.0': worn(noise(200_000), 700) }

/** Makes keys, publishes two releases and starts a tracker with metrics, which stops with the test. */
export async function startVendor(t: TestContext): Promise<RunningVendor> {
  const directory = await temporaryDirectory(t)
  const [keys, repository, stateDirectory] = ['keys', 'repository', 'state'].map((name) => join(directory, name))
  assert.ok(keys && repository && stateDirectory)
  await initialiseKeys(keys)
  const signers = await loadSigners(keys)
  const opened = await Repository.openOrCreate(repository, await readFile(rootFile(keys)))
  for (const [version, image] of Object.entries(images)) {
    const imagePath = join(directory, `${version}.img`)
    await writeFile(imagePath, image)
    const components = [{ name: 'rootfs', imagePath }]
    await buildRelease({
      repository: opened,
      product: 'hub',
      version,
      components,
      from: 'all',
      signers,
      now: new Date(),
    })
  }
  const log = new EventLog()
  const stop = new AbortController()
  const ended = runTracker({
    repository,
    keys,
    stateDirectory,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    uploadLimit: undefined,
    metrics: { host: '127.0.0.1', port: 0 },
    api: undefined,
    log: log.log,
    signal: stop.signal,
  })
  const end = (): Promise<void> => {
    stop.abort()
    return ended
  }
  t.after(end)
  const { address } = await log.until('listening')
  return { directory, keys, repository, stateDirectory, address: String(address), log, stop: end }
}

/** A device of a vendor, on disk. */
export interface TestHub {
  readonly directory: string
  readonly config: ReturnType<typeof parseNodeConfig>
}

/** Provisions a device that runs 1.0.0, serves metrics and waits to be told before it starts a staged release. */
export async function provisionHub(vendor: RunningVendor, name = 'device'): Promise<TestHub> {
  const directory = join(vendor.directory, name)
  await provision({
    directory,
    authorityKey: keyFile(vendor.keys, 'authority'),
    root: rootFile(vendor.keys),
    trackers: [vendor.address],
    product: 'hub',
    version: '1.0.0',
    images: [{ component: 'rootfs', path: join(vendor.directory, '1.0.0.img') }],
    tags: [],
    securityEpoch: 0,
    slotBytes: undefined,
    listen: undefined,
    serviceTag: undefined,
  })
  const text = nodeConfigText({
    product: 'hub',
    trackerAddresses: [vendor.address],
    listen: ['/ip4/127.0.0.1/tcp/0'],
    mdns: false,
    components: [{ name: 'rootfs', slotA: 'slots/rootfs.a', slotB: 'slots/rootfs.b' }],
  })
  const config = parseNodeConfig(text, join(directory, 'node.toml'))
  const metrics = { listen: { host: '127.0.0.1', port: 0 } }
  return { directory, config: { ...config, metrics, reboot: { policy: 'manual' } } }
}

/** A node in this process. */
export interface RunningHub {
  readonly log: EventLog
  /** Resolves with the exit code. */
  readonly ended: Promise<number>
  stop(): Promise<number>
}

/** Starts a device as `mycel node run` does; `slot` is what the boot chooser picked. */
export function startHub(t: TestContext, { config }: TestHub, slot?: SlotName): RunningHub {
  const log = new EventLog()
  const abort = new AbortController()
  const ended = runNode({ config, slot, log: log.log, signal: abort.signal })
  const stop = (): Promise<number> => {
    abort.abort()
    return ended
  }
  t.after(stop)
  return { log, ended, stop }
}

/** What a process shows to Prometheus. */
export async function scrape(log: EventLog): Promise<string> {
  const { address } = await log.until('metrics')
  return (await fetch(`http://${address}/metrics`)).text()
}
