import { cp, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { check } from '#core/check.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { sha256 } from '#core/digest.ts'
import { Random } from '#sim/random.ts'
import { Fleet, type RunningTracker } from '#test/node/hostile/fleet.ts'
import { deadlineMs, MycelProcess } from '#test/node/hostile/mycel-process.ts'
import { noiseImage } from '#test/node/hostile/noise-image.ts'
import type { BuiltRelease } from '#tracker/release/build.ts'
import { Losses, type UpdateSizes } from './losses.ts'

/** What a run of kills is asked for. */
export interface KillInit {
  /** An empty directory for keys, repository, tracker and device. */
  readonly directory: string
  readonly kills: number
  readonly seed: number
  readonly imageBytes: number
  /** Told what happens, in one line each. */
  readonly tell: (line: string) => void
}

/** What the kills cost. */
export interface KillReport {
  readonly kills: number
  /** Kills after which the device went on with at least what it had, up to the confirmed release. */
  readonly resumed: number
  /** Slots that hold a wrong byte after a confirmed update: of the new image, or of the old one beside it. */
  readonly wrongSlots: number
  /** Payload bytes that travelled although a chunk made from them had been, or could have been, in the slot. */
  readonly refetchedBytes: number
  readonly refetchedBytesMaxPerKill: number
  /** What one kill may cost: 1 MiB of payload that is not synced, and the largest payload on each of 4 WAN fetches. */
  readonly boundBytes: number
}

const mebibyte = 1024 * 1024

/** Unsynced payload that `node/engine/sync-schedule.ts` allows, and WAN fetches that `core/exchange/limits.ts` does. */
const unsyncedBytesMax = mebibyte
const wanFetchesMax = 4

/** Of ten chunks so many are new: their payloads travel, the others are copied from the active slot. */
const newChunksOfTen = 6

/** From the moment that a kill waits for, it comes this much later at most: past the end of a download on loopback. */
const delayMsMax = 1_200

/** Kills of one update at most; what is left of the count goes on with the next update of a device as new. */
const killsPerUpdateMax = 12

/** Moments that a kill waits for: most of them for the download, since that is what can be lost. */
const moments = ['boot-booting', 'phase-idle', 'phase-fetching', 'phase-fetching', 'phase-fetching', 'phase-verifying']

/** Kills a device with all its processes at random moments of real updates, until it was killed so often. */
export async function killAndResume(init: KillInit): Promise<KillReport> {
  const fleet = await Fleet.make(init.directory)
  const old = noiseImage(`${init.seed} old`, init.imageBytes)
  const image = renewed(old, init.seed)
  await fleet.publish('1.0.0', old)
  const tracker = await fleet.startTracker()
  try {
    const factory = await fleet.provision('factory', '1.0.0', tracker.address, init.imageBytes)
    const built = await fleet.publish('2.0.0', image)
    const sizes = sizesOf(built)
    const boundBytes = unsyncedBytesMax + wanFetchesMax * sizes.payloadBytes
    const losses = new Losses(sizes)
    const random = new Random(init.seed).stream('kills')
    let wrongSlots = 0
    while (losses.kills < init.kills) {
      const device = await unbox(fleet, factory)
      const killsMax = Math.min(init.kills - losses.kills, killsPerUpdateMax)
      await updateUnderKills(device, killsMax, { tracker, losses, random, tell: init.tell })
      const slots = join(dirname(device), 'slots')
      if ((await digestOf(join(slots, 'rootfs.b'))) !== sha256(image)) wrongSlots += 1
      if ((await digestOf(join(slots, 'rootfs.a'))) !== sha256(old)) wrongSlots += 1
    }
    return { ...losses.totals(), wrongSlots, boundBytes }
  } finally {
    await tracker.process.end('SIGTERM')
  }
}

/** Noise travels chunk by chunk, in payloads of one size. */
function sizesOf({ components: [component] }: BuiltRelease): UpdateSizes {
  const delta = component?.deltas[0]
  check(delta !== undefined, 'the release comes with a delta from the one before')
  return { documentBytes: delta.indexBytes, payloadBytes: delta.payloadBytes / delta.payloadCount }
}

/** A device as it left the factory. */
async function unbox(fleet: Fleet, factory: string): Promise<string> {
  const directory = join(fleet.directory, 'device')
  await rm(directory, { recursive: true, force: true })
  await cp(dirname(factory), directory, { recursive: true })
  return join(directory, 'node.toml')
}

/** Updates the device, and kills it at random moments until it was killed so often or boots the release on trial. */
async function updateUnderKills(
  config: string,
  killsMax: number,
  { tracker, losses, random, tell }: KillWorld,
): Promise<void> {
  let sentBefore = await sentBytes(tracker)
  for (let killsLeft = killsMax; ; killsLeft -= 1) {
    const device = new MycelProcess(['node', 'supervise', '--config', config])
    const confirmed = device.until('phase-confirmed').then(() => undefined)
    const [moment = '', delayMs] = [moments[random.below(moments.length)], random.below(delayMsMax)]
    let killedAt: string | undefined = 'it failed'
    try {
      killedAt = await (killsLeft > 0 ? Promise.race([confirmed, momentOf(device, moment, delayMs)]) : confirmed)
    } finally {
      await device.end(killedAt === undefined ? 'SIGTERM' : 'SIGKILL')
    }
    const sentNow = await sentBytes(tracker)
    const run = { travelling: travellingOf(device), sentBytes: sentNow - sentBefore }
    sentBefore = sentNow
    if (killedAt === undefined) return losses.confirmed(run)
    losses.killed(run)
    tell(`kill ${losses.kills} ${delayMs} ms after ${moment}, ${killedAt}: ${run.sentBytes} bytes sent since its start`)
    // A boot loader gives a trial three attempts, and each kill spends one: the rest of the update is left alone.
    if (device.events.some(({ event }) => event === 'phase-trial' || event === 'phase-staged')) killsLeft = 0
  }
}

/** What an update under kills works with. */
interface KillWorld {
  readonly tracker: RunningTracker
  readonly losses: Losses
  readonly random: Random
  readonly tell: (line: string) => void
}

/** Resolves at a moment of the device's run with the last thing that it said; never where the moment does not come. */
async function momentOf(device: MycelProcess, moment: string, delayMs: number): Promise<string> {
  const isThere = await device.until(moment).catch(() => undefined)
  if (isThere === undefined) return new Promise(() => undefined)
  await delay(delayMs)
  const last = device.events.at(-1)
  return `${last?.event} (${last?.['detail']})`
}

/** What the device found when it had looked at its slot. */
function travellingOf(device: MycelProcess): number | undefined {
  const fetching = device.events.find(({ event }) => event === 'phase-fetching')
  const [, travelling] = /(\d+) travel$/.exec(String(fetching?.['detail'] ?? '')) ?? []
  return travelling === undefined ? undefined : Number(travelling)
}

/** What the tracker has sent, once it has noticed that the device is gone. */
async function sentBytes(tracker: RunningTracker): Promise<number> {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const { devices, served } = await tracker.status()
    if (devices === 0) return served.payloadBytes
    if (Date.now() > deadline) throw new Error('the tracker still counts a device that was killed')
    await delay(20)
  }
}

/** An image in which six of ten chunks are new, spread over the whole of it. */
function renewed(old: Uint8Array, seed: number): Uint8Array {
  const image = old.slice()
  const { chunkBytes, chunkCount } = chunkGeometry(old.byteLength)
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    if ((chunk * 7) % 10 >= newChunksOfTen) continue
    image.set(noiseImage(`${seed} chunk ${chunk}`, chunkBytes), chunk * chunkBytes)
  }
  return image
}

async function digestOf(path: string): Promise<string> {
  return sha256(await readFile(path))
}
