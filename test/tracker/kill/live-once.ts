import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { MycelProcess } from '#test/node/hostile/mycel-process.ts'
import { type OwnerAccess, ownerAccessFile } from '#tracker/api/tokens/owner-access.ts'
import { Life } from './life.ts'
import type { TrackerPlace } from './place.ts'
import type { Witness } from './witness.ts'

/** Requests with reports that are under way at once. */
const reportersAtOnce = 3

/** One life of a tracker. */
export interface LifeFacts {
  readonly witness: Witness
  /** Counts the lives. */
  readonly number: number
  /** How long it lives after its first acknowledgement. */
  readonly lifeMs: number
}

/**
 * Starts `mycel tracker run` with a publisher beside it, has it begin and steer a rollout and take reports, and ends both by
 * SIGKILL. Rejects where one of them ends by itself or refuses what it should do.
 */
export async function liveOnce(place: TrackerPlace, { witness, number, lifeMs }: LifeFacts): Promise<void> {
  const publisher = startPublisher(place, witness)
  const tracker = new MycelProcess(wordsOf(place))
  const kill = () => Promise.all([tracker.end('SIGKILL'), killed(publisher)])
  try {
    await tracker.until('api')
    const access = JSON.parse(await readFile(ownerAccessFile(place.state), 'utf8')) as OwnerAccess
    const life = new Life(access, place, { witness, number })
    await life.prepare()
    publisher.stdin?.write('begin\n')
    await loadUntilKilled(life, lifeMs, kill)
  } finally {
    await kill()
  }
  witness.cutOff()
}

/** Asks for everything at once, and calls `kill` so long after the first acknowledgement. */
async function loadUntilKilled(life: Life, lifeMs: number, kill: () => Promise<unknown>): Promise<void> {
  const acknowledged = Promise.withResolvers<void>()
  const failed = Promise.withResolvers<never>()
  let isKilled = false
  const askForEver = async (step: () => Promise<void>): Promise<void> => {
    try {
      for (;;) {
        await step()
        acknowledged.resolve()
      }
    } catch (error) {
      // What is cut off by the kill is what this is about.
      if (!isKilled) failed.reject(error)
    }
  }
  const reporters = Array.from({ length: reportersAtOnce }, () => askForEver(() => life.report()))
  const asking = [askForEver(() => life.steer()), ...reporters]
  await Promise.race([acknowledged.promise, failed.promise])
  await Promise.race([wait(lifeMs), failed.promise])
  isKilled = true
  await kill()
  await Promise.all(asking)
}

function wordsOf({ repository, keys, state }: TrackerPlace): readonly string[] {
  const places = ['--repo', repository, '--keys', keys, '--state', state, '--listen', '/ip4/127.0.0.1/tcp/0']
  return ['tracker', 'run', ...places, '--api', '127.0.0.1:0', '--log-json']
}

function startPublisher({ repository, keys }: TrackerPlace, { releases }: Witness): ChildProcess {
  const program = join(import.meta.dirname, 'publishing-process.ts')
  const words = [program, repository, keys, String(releases.size)]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', (version) => releases.add(version))
  return child
}

/** Ends a process, and waits until its last line was heard. Rejects where it has ended by itself. */
async function killed(child: ChildProcess): Promise<void> {
  if (child.signalCode === 'SIGKILL') return
  if (child.exitCode !== null) throw new Error(`the publisher ended by itself with ${child.exitCode}`)
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
