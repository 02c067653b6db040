import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { AnchorField, DeployedAnchor } from '#test/lab/anchors/anchor.ts'
import { AnchorProcess } from '#test/lab/anchors/anchor-process.ts'
import { torrentOf } from './torrent.ts'

/** One client of a swarm. */
export interface SwarmPeer {
  readonly address: string
  /** The `.torrent` file. */
  readonly torrent: string
  /** Where the file is, or comes. */
  readonly directory: string
}

/** A BitTorrent client as a process. */
export interface SwarmClient {
  /** Words that start it. It goes on seeding when it has the file. */
  readonly words: (peer: SwarmPeer) => readonly string[]
  /** A text that it prints when it has the whole file. */
  readonly done: (peer: SwarmPeer) => string
  /** A text that it prints when it waits for a line on its standard input; undefined where it begins at once. */
  readonly ready: string | undefined
}

const trackerPort = 6969

/** A tracker and a seed at the vendor, and a client on every device that finds neighbours by multicast (BEP 14). */
export async function deploySwarm({ lab, file, directory }: AnchorField, client: SwarmClient): Promise<DeployedAnchor> {
  const torrent = join(directory, 'file.torrent')
  const tracker = `http://${lab.vendorAddress}:${trackerPort}/announce`
  await writeFile(torrent, torrentOf({ name: basename(file), content: await readFile(file) }, tracker))
  const seed = { address: lab.vendorAddress, torrent, directory: dirname(file) }
  const peers = lab.devices.map((device) => {
    const place = join(directory, `${device.site}-${device.device}`)
    return { at: lab.at(device), peer: { address: lab.addressOf(device), torrent, directory: place } }
  })
  for (const { peer } of peers) await mkdir(peer.directory)

  const swarm = new Swarm(client)
  try {
    await swarm.startTracker(lab.at('vendor'), lab.vendorAddress)
    await swarm.share([await swarm.join(lab.at('vendor'), seed)])
    const joinAll = () => Promise.all(peers.map(({ at, peer }) => swarm.join(at, peer)))
    const waiting = client.ready === undefined ? undefined : await joinAll()
    return {
      copies: peers.map(({ peer }) => join(peer.directory, basename(file))),
      offer: async () => swarm.share(waiting ?? (await joinAll())),
      end: () => swarm.end(),
    }
  } catch (error) {
    await swarm.end()
    throw error
  }
}

/** A peer whose process runs. */
interface RunningPeer {
  readonly process: AnchorProcess
  /** Resolves when it has the whole file. */
  readonly done: Promise<void>
}

/** The processes of a swarm. */
class Swarm {
  readonly #client: SwarmClient
  readonly #processes: AnchorProcess[] = []

  constructor(client: SwarmClient) {
    this.#client = client
  }

  async startTracker(at: readonly string[], address: string): Promise<void> {
    const script = join(import.meta.dirname, 'run-tracker.ts')
    await this.#start(at, [process.execPath, script, address, String(trackerPort)]).line('listening')
  }

  /** Starts a client; resolves when it can be told to begin. */
  async join(at: readonly string[], peer: SwarmPeer): Promise<RunningPeer> {
    const process = this.#start(at, this.#client.words(peer))
    const done = process.line(this.#client.done(peer))
    done.catch(() => undefined)
    if (this.#client.ready !== undefined) await process.line(this.#client.ready)
    return { process, done }
  }

  /** Tells peers to begin; resolves when the last has the whole file. */
  async share(peers: readonly RunningPeer[]): Promise<void> {
    for (const { process } of peers) process.tell('begin')
    await Promise.all(peers.map(({ done }) => done))
  }

  async end(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.end()))
  }

  #start(at: readonly string[], words: readonly string[]): AnchorProcess {
    const process = new AnchorProcess(at, words)
    this.#processes.push(process)
    return process
  }
}
