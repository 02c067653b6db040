import type { VerifiedRelease } from '#core/boot/boot-state.ts'
import { check } from '#core/check.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import type { Delivery, DeviceEffect, DeviceInput, ExchangeRequest, JobId, Phase, PlanFacts } from './contract.ts'
import type { Identifiers } from './identifiers.ts'
import { Making } from './making.ts'

type Effect = DeviceEffect | ExchangeRequest
type Effects = readonly Effect[]
type MakingEnd = Parameters<Making['jobEnded']>[0]

/** How long a failed install waits before it is tried again; doubles up to the poll interval. */
const retryMsMin = 10_000

/** What an install needs of its device. */
export interface InstallInit {
  readonly ids: Identifiers
  readonly pollIntervalMs: number
  /** It is in another phase from now on. */
  readonly enter: (phase: Phase, version: string | undefined, detail: string) => Effect
  readonly verified: (release: VerifiedRelease) => Effects
}

/**
 * Brings one release after the other into the inactive slot: plans it, has its chunks made, has it read back. A release
 * that fails or is dropped leaves the slot alone only when the last of its jobs has ended.
 */
export class Install {
  readonly #init: InstallInit
  #stage: 'none' | 'planning' | 'fetching' | 'verifying' = 'none'
  #version: string | undefined
  #making: Making | undefined
  /** The plan or the verification that is under way. */
  #job: JobId | undefined
  #retryDue: Instant | undefined
  #retryMs = retryMsMin

  constructor(init: InstallInit) {
    this.#init = init
  }

  /** The release that was begun last. */
  get version(): string | undefined {
    return this.#version
  }

  /** Whether the slot is left alone from now on. */
  get isSettled(): boolean {
    return this.#job === undefined && (this.#making?.isSettled() ?? true)
  }

  /** Whether a failure is so recent that nothing is tried yet. */
  isPausing(now: Instant): boolean {
    return this.#retryDue !== undefined && now < this.#retryDue
  }

  /** What made it fail may be over: it need not wait any longer. True where it was waiting. */
  resume(): boolean {
    const wasWaiting = this.#retryDue !== undefined && this.isSettled
    if (wasWaiting) this.#retryDue = undefined
    return wasWaiting
  }

  begin(version: string): Effects {
    check(this.isSettled, 'one release at a time is installed')
    const lost = this.#making?.giveUp() ?? []
    this.#version = version
    this.#making = undefined
    this.#stage = 'planning'
    this.#retryDue = undefined
    this.#job = this.#init.ids.job()
    return [
      ...lost,
      this.#init.enter('offered', version, 'a signed release is there'),
      this.#init.enter('planning', version, 'reads the release, its deltas and both slots'),
      { type: 'plan', job: this.#job, version },
    ]
  }

  /** Goes no further, because of this; what has come stays in the slot for the next time. */
  drop(reason: string): Effects {
    const wasFetching = this.#stage === 'fetching'
    this.#stage = 'none'
    return wasFetching ? (this.#making?.abandon(reason) ?? []) : []
  }

  /** What is missing will not come. */
  starved(reason: string, now: Instant): Effects {
    if (this.#stage !== 'fetching') return []
    return [...this.#requireMaking().abandon(), ...this.fail(reason, now)]
  }

  planned(plan: PlanFacts, now: Instant): Effects {
    this.#job = undefined
    if (this.#stage !== 'planning') return []
    this.#making = new Making(plan, this.#init.ids)
    this.#stage = 'fetching'
    const local = plan.tasks.filter((task) => task.local).length
    const detail = `${plan.chunkCount} chunks: ${plan.present.length} are there, ${local} come from the active slot, ${plan.tasks.length - local} travel`
    return [this.#init.enter('fetching', plan.version, detail), ...this.#advance(this.#making.start(now), now)]
  }

  delivered(input: Delivery, now: Instant): Effects {
    return this.#making?.delivered(input, now) ?? [{ type: 'consumed', ticket: input.ticket }]
  }

  made(input: MakingEnd, now: Instant): Effects {
    return this.#advance(this.#requireMaking().jobEnded(input, now), now)
  }

  verified(release: VerifiedRelease): Effects {
    this.#job = undefined
    if (this.#stage !== 'verifying') return []
    this.#stage = 'none'
    return this.#init.verified(release)
  }

  /** The plan or the verification came to nothing. */
  jobFailed(
    { reason }: Extract<DeviceInput, { readonly type: 'plan-failed' | 'verify-failed' }>,
    now: Instant,
  ): Effects {
    this.#job = undefined
    return this.#stage === 'none' ? [] : this.fail(reason, now)
  }

  tick(now: Instant): Effects {
    return this.#making === undefined ? [] : this.#advance(this.#making.tick(now), now)
  }

  /** Whether it is time to try again what failed. While its last jobs are under way, that is put off. */
  retryIsDue(now: Instant): boolean {
    if (this.#retryDue === undefined || this.#retryDue > now) return false
    this.#retryDue = this.isSettled ? undefined : later(now, retryMsMin)
    return true
  }

  deadline(): Instant | undefined {
    return earliest(this.#retryDue, this.#making?.deadline())
  }

  /** The release cannot be taken now. */
  fail(reason: string, now: Instant): Effects {
    this.#stage = 'none'
    this.#retryDue = later(now, this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, Math.max(this.#init.pollIntervalMs, retryMsMin))
    return [this.#init.enter('failed', this.#version, reason)]
  }

  /** After every input to the making: is it done, or has it failed? */
  #advance(effects: Effects, now: Instant): Effects {
    const making = this.#requireMaking()
    if (this.#stage !== 'fetching') return effects
    if (making.failure !== undefined) return [...effects, ...making.abandon(), ...this.fail(making.failure, now)]
    if (!making.isDone()) return effects
    this.#stage = 'verifying'
    this.#job = this.#init.ids.job()
    const verifying = this.#init.enter('verifying', this.#version, 'reads the images back')
    return [...effects, verifying, { type: 'verify', job: this.#job }]
  }

  #requireMaking(): Making {
    check(this.#making !== undefined, 'an answer about chunks follows a plan')
    return this.#making
  }
}
