import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { encodeSealedReport } from '#core/report/sealed-report.ts'
import { benchReport } from '#test/bench/api/bench-devices.ts'
import { MycelProcess } from '#test/node/hostile/mycel-process.ts'
import { type OwnerAccess, ownerAccessFile } from '#tracker/api/tokens/owner-access.ts'
import { rolledOutVersion, type TrackerPlace } from './place.ts'
import type { Witness } from './witness.ts'

/** Requests with reports that are under way at once. */
const reportersAtOnce = 3

/** The rollout that all devices take part in: that of the first life. */
export const sharedRollout = 'life-0'

/**
 * One life of `mycel tracker run` with a publisher beside it: has it begin and steer a rollout and take reports, and ends
 * both by SIGKILL `lifeMs` after the first acknowledgement.
 */
export async function liveOnce(place: TrackerPlace, witness: Witness, lifeMs: number): Promise<void> {
  const publisher = startPublisher(place, witness)
  const tracker = new MycelProcess(wordsOf(place))
  const died = Promise.withResolvers<void>()
  let isKilled = false
  try {
    await tracker.until('api')
    const access = JSON.parse(await readFile(ownerAccessFile(place.state), 'utf8')) as OwnerAccess
    const life = new Life(access, place, witness)
    // What a device says of a rollout that is not there counts for none.
    if (!witness.created.has(sharedRollout)) await life.steer()
    publisher.stdin?.write('begin\n')
    const heard = Promise.withResolvers<void>()
    const untilKilled = async (step: () => Promise<void>): Promise<void> => {
      try {
        for (;;) {
          await step()
          heard.resolve()
        }
      } catch (error) {
        if (!isKilled) died.reject(error)
      }
    }
    const works = [() => life.steer(), ...Array.from({ length: reportersAtOnce }, () => () => life.report())]
    const working = works.map(untilKilled)
    await Promise.race([heard.promise, died.promise])
    setTimeout(died.resolve, lifeMs)
    await died.promise
    isKilled = true
    await Promise.all([tracker.end('SIGKILL'), killed(publisher)])
    await Promise.all(working)
  } finally {
    await Promise.all([tracker.end('SIGKILL'), killed(publisher)])
  }
  witness.notice()
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

/** Ends a process, and waits until its last line was heard. */
async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

/** What is asked of a tracker while it lives; each call rejects where it is cut off or refused. */
class Life {
  readonly #access: OwnerAccess
  readonly #authority: TrackerPlace['authority']
  readonly #witness: Witness
  readonly #id: string

  constructor(access: OwnerAccess, { authority }: TrackerPlace, witness: Witness) {
    this.#access = access
    this.#authority = authority
    this.#witness = witness
    this.#id = `life-${witness.created.size}`
  }

  /** Begins the rollout of this life; then pauses and resumes it in turn. */
  async steer(): Promise<void> {
    const { created, revisions, actions } = this.#witness
    const path = `/v1/rollouts/${this.#id}`
    const known = await this.#ask<{ readonly state: string }>(path, undefined, 404)
    if (known === undefined) {
      const phase = { name: 'all', percent: 100, soak: '1h', successPercent: 0 }
      const order = { product: 'hub', version: rolledOutVersion, id: this.#id, phases: [phase], stops: [] }
      await this.#ask('/v1/rollouts', order)
      created.add(this.#id)
      return
    }
    actions.asked += 1
    const action = known.state === 'paused' ? 'resume' : 'pause'
    const after = await this.#ask<{ readonly revision: number }>(`${path}/actions`, { action })
    actions.done += 1
    revisions.set(this.#id, after?.revision ?? 0)
  }

  /** A device says, once in all lives, that it began. */
  async report(): Promise<void> {
    const { reports } = this.#witness
    const device = this.#witness.nextReporter()
    const event = { type: 'began', version: rolledOutVersion, rollout: sharedRollout, from: '1.0.0' } as const
    const sealed = encodeSealedReport(benchReport(device, { sequence: 1, event }, this.#authority))
    const answer = await this.#ask<{ readonly results: readonly { readonly type: string }[] }>('/v1/reports', {
      reports: [Buffer.from(sealed).toString('base64')],
    })
    const verdict = answer?.results[0]?.type
    if (verdict !== 'accepted' && verdict !== 'known') throw new Error(`a report was ${verdict}`)
    reports.taken.add(device)
  }

  async #ask<Body>(path: string, body?: object, absent?: number): Promise<Body | undefined> {
    const headers = { authorization: `Bearer ${this.#access.token}`, 'content-type': 'application/json' }
    const asked = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${this.#access.url}${path}`, asked)
    const text = await response.text()
    if (response.status === absent) return undefined
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`)
    return JSON.parse(text) as Body
  }
}
