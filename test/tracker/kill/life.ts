import { encodeSealedReport } from '#core/report/sealed-report.ts'
import { benchReport } from '#test/bench/api/bench-devices.ts'
import type { OwnerAccess } from '#tracker/api/tokens/owner-access.ts'
import { rolledOutVersion, type TrackerPlace } from './place.ts'
import type { Witness } from './witness.ts'

/** The rollout that all devices take part in. */
export const sharedRollout = 'shared'

/** What is asked of a tracker while it lives; each call rejects where it is cut off or refused. */
export class Life {
  readonly #access: OwnerAccess
  readonly #authority: TrackerPlace['authority']
  readonly #witness: Witness
  /** The rollout of this life. */
  readonly #id: string

  constructor(
    access: OwnerAccess,
    { authority }: TrackerPlace,
    { witness, number }: { witness: Witness; number: number },
  ) {
    this.#access = access
    this.#authority = authority
    this.#witness = witness
    this.#id = `life-${number}`
  }

  /** Begins the shared rollout, where an earlier life was not told that it stands. */
  async prepare(): Promise<void> {
    if (!this.#witness.created.has(sharedRollout)) await this.#stateOf(sharedRollout)
  }

  /** Begins the rollout of this life; then pauses and resumes it in turn. */
  async steer(): Promise<void> {
    const { created, revisions, actions } = this.#witness
    const isNew = !created.has(this.#id)
    const state = await this.#stateOf(this.#id)
    if (isNew) return
    actions.asked += 1
    const action = state === 'paused' ? 'resume' : 'pause'
    const after = await this.#ask<{ readonly revision: number }>(`/v1/rollouts/${this.#id}/actions`, { action })
    actions.done += 1
    revisions.set(this.#id, after?.revision ?? 0)
  }

  /** A device says, once in all lives, that it began. */
  async report(): Promise<void> {
    const device = this.#witness.nextReporter()
    const event = { type: 'began', version: rolledOutVersion, rollout: sharedRollout, from: '1.0.0' } as const
    const sealed = encodeSealedReport(benchReport(device, { sequence: 1, event }, this.#authority))
    const answer = await this.#ask<{ readonly results: readonly { readonly type: string }[] }>('/v1/reports', {
      reports: [Buffer.from(sealed).toString('base64')],
    })
    const verdict = answer?.results[0]?.type
    if (verdict !== 'accepted' && verdict !== 'known') throw new Error(`a report was ${verdict}`)
    this.#witness.reports.taken.add(device)
  }

  /** The state of a rollout, which begins where it is not there. */
  async #stateOf(id: string): Promise<string> {
    const known = await this.#ask<{ readonly state: string }>(`/v1/rollouts/${id}`, undefined, 404)
    const phase = { name: 'all', percent: 100, soak: '1h', successPercent: 0 }
    const order = { product: 'hub', version: rolledOutVersion, id, phases: [phase], stops: [] }
    if (known === undefined) {
      this.#witness.creationsAsked += 1
      await this.#ask('/v1/rollouts', order)
    }
    this.#witness.created.add(id)
    return known?.state ?? 'running'
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
