import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { callJson } from '#adapters/local-api/json-client.ts'
import { socketPath } from '#adapters/local-api/socket-path.ts'
import { provision } from '#node/provision/provision.ts'
import { initialiseKeys, keyFile, rootFile } from '#tracker/keys/key-files.ts'
import { loadSigners } from '#tracker/keys/load-signers.ts'
import type { BuiltRelease } from '#tracker/release/build.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { Repository } from '#tracker/release/repository.ts'

import { MycelProcess } from './mycel-process.ts'

/** The product of every fleet here. */
export const product = 'hub'

/** A vendor's keys and repository on disk, a tracker that serves it on loopback, and devices made for it. */
export class Fleet {
  readonly directory: string
  readonly keys: string
  readonly repository: string

  private constructor(directory: string) {
    this.directory = directory
    this.keys = join(directory, 'keys')
    this.repository = join(directory, 'repository')
  }

  /** Makes the keys of a fleet in a directory that may be missing. */
  static async make(directory: string): Promise<Fleet> {
    await mkdir(directory, { recursive: true })
    const fleet = new Fleet(directory)
    await initialiseKeys(fleet.keys)
    return fleet
  }

  /** Publishes a release of one component, `rootfs`, with deltas from every earlier one. */
  async publish(version: string, image: Uint8Array): Promise<BuiltRelease> {
    const imagePath = this.imagePath(version)
    await writeFile(imagePath, image)
    return buildRelease({
      repository: await Repository.openOrCreate(this.repository, await readFile(rootFile(this.keys))),
      product,
      version,
      components: [{ name: 'rootfs', imagePath }],
      from: 'all',
      signers: await loadSigners(this.keys),
      now: new Date(),
    })
  }

  /** Where the image of a published release is kept. */
  imagePath(version: string): string {
    return join(this.directory, `rootfs-${version}.img`)
  }

  /** Starts the tracker and waits until it listens. */
  async startTracker(): Promise<RunningTracker> {
    const place = ['--repo', this.repository, '--keys', this.keys]
    const words = ['tracker', 'run', ...place, '--listen', '/ip4/127.0.0.1/tcp/0', '--log-json', '--verbose']
    const tracker = new MycelProcess(words)
    const { address } = await tracker.until('listening')
    return new RunningTracker(tracker, String(address), `${this.repository}.state`)
  }

  /** Provisions a device that runs `version`, in a folder beside the keys or at an absolute path. Resolves with the path of its node.toml. */
  async provision(name: string, version: string, tracker: string, slotBytes?: number): Promise<string> {
    const { config } = await provision({
      directory: resolve(this.directory, name),
      authorityKey: keyFile(this.keys, 'authority'),
      root: rootFile(this.keys),
      trackers: [tracker],
      product,
      version,
      images: [{ component: 'rootfs', path: this.imagePath(version) }],
      tags: [],
      securityEpoch: 0,
      slotBytes,
      listen: ['/ip4/127.0.0.1/tcp/0'],
      serviceTag: `_mycel-${process.pid}._udp.local`,
    })
    return config
  }
}

/** What of a tracker's status is needed here. */
export interface ServedStatus {
  /** How many devices are joined. */
  readonly devices: number
  readonly served: { readonly payloadBytes: number }
}

/** A tracker process, and what it says of itself. */
export class RunningTracker {
  readonly process: MycelProcess
  /** Where devices reach it, ending in /p2p/ and its peer id. */
  readonly address: string
  readonly #stateDirectory: string

  constructor(tracker: MycelProcess, address: string, stateDirectory: string) {
    this.process = tracker
    this.address = address
    this.#stateDirectory = stateDirectory
  }

  async status(): Promise<ServedStatus> {
    const reply = await callJson(socketPath(this.#stateDirectory), 'GET /v1/status')
    if (reply === undefined) throw new Error('the tracker does not run')
    return reply.body as ServedStatus
  }
}
