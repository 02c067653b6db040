import type { Log } from '#adapters/log/log.ts'
import { BrokenRule, check } from '#core/check.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { AuditLog } from '#tracker/audit/audit-log.ts'
import type { RolloutAction, RolloutEvent, RolloutPlan } from '#tracker/engine/rollout/contract.ts'
import { isOver, pendingPublication } from '#tracker/engine/rollout/record.ts'
import { nextTickAt } from '#tracker/engine/rollout/take-in.ts'
import type { Fleet } from '#tracker/fleet/fleet.ts'
import type { RolloutSigners } from '#tracker/release/publication.ts'
import type { Repository } from '#tracker/release/repository.ts'
import { auditRules } from './audit-rules.ts'
import { countOutcomes, isTimeToForget } from './count-outcomes.ts'
import { isPublished, requireStartable } from './require-startable.ts'
import { type Advance, advance, beginState, type RolloutState } from './rollout-state.ts'
import { changesOf, cursorChange, entriesOf, type RolloutStore, type StoryEntry } from './rollout-store.ts'
import type { SteadyClock } from './steady-clock.ts'

/** How often the clock is looked at, at most and at least, in ms; gauges are compared then, too. */
const lookMsMin = 50
const lookMsMax = 60_000

/** How long a publication that failed waits for the next try, in ms: it doubles from the first to the last. */
const retryMs = { first: 1000, last: 60_000 } as const

/** What the rollouts of a tracker work with. */
export interface RolloutsInit {
  readonly store: RolloutStore
  readonly fleet: Pick<Fleet, 'outcomes' | 'forgetOutcomes' | 'subscribe' | 'gauges'>
  readonly repository: Repository
  /** Undefined where rollouts.key is not on this machine: what there is can be looked at. */
  readonly signers: RolloutSigners | undefined
  readonly audit: AuditLog
  readonly clock: SteadyClock
  readonly log: Log
}

/** Is told of every new entry of a story, with the rollout as it is after it. */
export type StoryListener = (state: RolloutState, entry: StoryEntry) => void

/**
 * The rollouts of a tracker: feeds the engine with what people ask, devices report and time brings, keeps each step
 * before anybody hears of it, and signs what devices are to read. One step at a time.
 */
export class Rollouts {
  readonly #init: RolloutsInit
  readonly #states: Map<string, RolloutState>
  readonly #listeners = new Set<StoryListener>()
  /** Why the newest revision of a rollout is not published, by id. */
  readonly #problems = new Map<string, string>()
  #cursor: number
  #working: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #retryMs: number = retryMs.first
  #isCountDue = false
  #isStopped = false
  #unsubscribe: () => void = () => undefined

  private constructor(init: RolloutsInit, states: readonly RolloutState[], cursor: number) {
    this.#init = init
    this.#states = new Map(states.map((state) => [idOf(state), state]))
    this.#cursor = cursor
    for (const { record } of states) init.clock.notBefore(record.lastAt)
  }

  /** Takes the rollouts up where they were, and publishes what a cut kept from it. */
  static async open(init: RolloutsInit): Promise<Rollouts> {
    const { store } = init
    const rollouts = new Rollouts(init, await store.rollouts(), await store.cursor())
    rollouts.#unsubscribe = init.fleet.subscribe(() => rollouts.#countSoon())
    await rollouts.#alone(() => rollouts.#look())
    return rollouts
  }

  /** Every rollout, newest first. */
  list(): readonly RolloutState[] {
    return [...this.#states.values()].sort((a, b) => b.createdAt - a.createdAt)
  }

  /** A rollout by its id. */
  find(id: string): RolloutState | undefined {
    return this.#states.get(id)
  }

  /** Why the newest revision is not published yet; undefined where it is. */
  problemOf(id: string): string | undefined {
    return this.#problems.get(id)
  }

  /** The story of a rollout behind an entry, oldest first. */
  story(id: string, after?: number): Promise<readonly StoryEntry[]> {
    return this.#init.store.story(id, after)
  }

  /** Has `listener` told of new entries until the returned function is called. */
  onStory(listener: StoryListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether a name is free, here and in what is published. */
  async isFree(id: string): Promise<boolean> {
    return !this.#states.has(id) && !(await isPublished(this.#init.repository, id))
  }

  /**
   * Begins a rollout. It is kept when this resolves, and published as a rule. Throws {@link UserError} where its release is
   * not published, its name is taken, there are too many, or this tracker has no key for rollouts.
   */
  create(
    plan: RolloutPlan,
    { by, since }: { readonly by: string; readonly since?: number | undefined },
  ): Promise<RolloutState> {
    return this.#alone(async () => {
      const { repository, signers } = this.#init
      if (signers === undefined) {
        throw new UserError('this tracker has no rollouts.key: copy it into its folder of keys, and start it again')
      }
      await requireStartable(plan, { repository, rollouts: this.#states })
      const { id, product, version } = plan.rollout
      await this.#init.audit.append({
        actor: by,
        action: 'rollout.create',
        target: id,
        details: { product, version, plan },
      })
      const at = this.#init.clock.now()
      await this.#keep(beginState(plan, { at, by, since: since ?? at }))
      await this.#publish(id)
      return this.#require(id)
    })
  }

  /** Does what a person asks for; signed as a rule when it resolves. Throws {@link UserError} where it cannot be done, and says why. */
  ask(id: string, action: RolloutAction, by: string): Promise<RolloutState> {
    return this.#alone(async () => {
      const { audit } = this.#init
      await audit.append({ actor: by, action: `rollout.${action}`, target: id, details: {} })
      const step = advance(this.#require(id), { type: 'asked', action, by, at: this.#init.clock.now() })
      if (step.refusal !== undefined) {
        await audit.append({
          actor: 'tracker',
          action: 'rollout.refuse',
          target: id,
          details: { action, why: step.refusal },
        })
        throw new UserError(`the rollout ${id} cannot be told to ${action}: ${step.refusal}`)
      }
      await this.#keep(step)
      await this.#publish(id)
      return this.#require(id)
    })
  }

  /** Ends the clock, and waits for the step that is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#unsubscribe()
    clearTimeout(this.#timer)
    await this.#working
  }

  /** What time brings: phases that have soaked, gauges that have moved, publications that are due. */
  async #look(): Promise<void> {
    for (const [id, state] of this.#states) {
      if (!isOver(state.record)) await this.#compareGauges(id)
      if (!isOver(state.record)) await this.#take(id, { type: 'tick', at: this.#init.clock.now() })
      await this.#publish(id)
    }
    await this.#countOutcomes()
  }

  /** Counts what the fleet has heard; what is counted and how far are kept in one batch, so that nothing counts twice. */
  async #countOutcomes(): Promise<void> {
    const { fleet, store, clock } = this.#init
    while (!this.#isStopped) {
      const queued = await fleet.outcomes(this.#cursor)
      const cursor = queued.at(-1)?.number
      if (cursor === undefined) return
      check(
        queued.every(({ number }) => number > this.#cursor),
        'an outcome comes once',
      )
      const outcomes = queued.map(({ outcome }) => outcome)
      const steps = countOutcomes(this.#states, outcomes, clock.now())
      await auditRules(this.#init.audit, steps)
      await store.commit([...steps.flatMap(changesOf), cursorChange(cursor)])
      this.#cursor = cursor
      for (const step of steps) this.#tell(step)
      if (isTimeToForget(cursor, queued.length)) await fleet.forgetOutcomes(cursor)
      for (const { state } of steps) await this.#publish(idOf(state))
    }
  }

  async #compareGauges(id: string): Promise<void> {
    const { plan, gauges } = this.#require(id).record
    const names = plan.stops.flatMap(({ metric }) => (metric.type === 'gauge' ? [metric.name] : []))
    if (names.length === 0) return
    const { product, version } = plan.rollout
    const readings = this.#init.fleet.gauges(product, version).filter(({ name }) => names.includes(name))
    if (JSON.stringify(readings) === JSON.stringify(gauges)) return
    await this.#take(id, { type: 'gauges', readings, at: this.#init.clock.now() })
  }

  /** Signs what was decided last, where that is not done yet. What fails is tried again. */
  async #publish(id: string): Promise<void> {
    const { repository, signers, log } = this.#init
    const pending = pendingPublication(this.#require(id).record)
    if (pending === undefined || signers === undefined) return
    try {
      await repository.publishRollout(pending, { signers, now: new Date(this.#init.clock.now()) })
      this.#problems.delete(id)
      this.#retryMs = retryMs.first
    } catch (error) {
      if (error instanceof BrokenRule) throw error
      const reason = messageOf(error)
      this.#problems.set(id, reason)
      log.warn('rollout-not-published', { rollout: id, revision: pending.revision, reason })
      return
    }
    const { state, openPhases, revision } = pending
    log.info('rollout-published', { rollout: id, revision, state, openPhases })
    await this.#take(id, { type: 'published', revision, at: this.#init.clock.now() })
    // What became due while it was being signed is decided by the event, and signed as well.
    await this.#publish(id)
  }

  async #take(id: string, event: RolloutEvent): Promise<void> {
    const before = this.#require(id)
    const step = advance(before, event)
    // A tick that brings nothing is remembered, so that the next one is asked for later, and not kept.
    if (event.type === 'tick' && step.told.length === 0) this.#states.set(id, { ...before, record: step.state.record })
    else await this.#keep(step)
  }

  async #keep(step: Advance): Promise<void> {
    await auditRules(this.#init.audit, [step])
    await this.#init.store.commit(changesOf(step))
    this.#tell(step)
  }

  #tell(step: Advance): void {
    const { state } = step
    this.#states.set(idOf(state), state)
    for (const entry of entriesOf(step)) {
      this.#init.log.info('rollout', { rollout: idOf(state), kind: entry.kind, text: entry.text, by: entry.by })
      for (const listener of this.#listeners) listener(state, entry)
    }
  }

  #require(id: string): RolloutState {
    const state = this.#states.get(id)
    if (state === undefined) throw new UserError(`there is no rollout ${id}: 'mycel rollout list' shows what there is`)
    return state
  }

  /** Does one thing after the other; then sees when the next is due. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#working.then(work)
    this.#working = done.then(
      () => this.#schedule(),
      () => this.#schedule(),
    )
    return done
  }

  /** However often the fleet says that there is something to count, it is looked at once. */
  #countSoon(): void {
    if (this.#isCountDue) return
    this.#isCountDue = true
    this.#soon(() => {
      this.#isCountDue = false
      return this.#countOutcomes()
    })
  }

  #soon(work: () => Promise<void>): void {
    if (this.#isStopped) return
    this.#alone(work).catch((error: unknown) => {
      if (error instanceof BrokenRule) throw error
      this.#init.log.error('rollouts-stuck', { reason: messageOf(error) })
    })
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    if (this.#isStopped || this.#states.size === 0) return
    const ticks = [...this.#states.values()].flatMap(({ record }) => nextTickAt(record) ?? [])
    const now = this.#init.clock.now()
    const dueMs = Math.min(lookMsMax, ...ticks.map((at) => Math.max(lookMsMin, at - now)))
    if (this.#problems.size > 0) this.#retryMs = Math.min(this.#retryMs * 2, retryMs.last)
    const waitMs = this.#problems.size > 0 ? Math.min(dueMs, this.#retryMs) : dueMs
    this.#timer = setTimeout(() => this.#soon(() => this.#look()), waitMs)
  }
}

function idOf({ record }: RolloutState): string {
  return record.plan.rollout.id
}
