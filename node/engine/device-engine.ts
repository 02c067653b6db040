import type { VerifiedRelease } from '#core/boot/boot-state.ts'
import { check, unreachable } from '#core/check.ts'
import { type Engine, earliest, type Instant, later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { compareVersions } from '#core/format/name.ts'
import { type BootChange, OpenBootChange } from './boot-change.ts'
import type {
  AskId,
  Contact,
  Delivery,
  DeviceEffect,
  DeviceInput,
  DevicePolicy,
  ExchangeRequest,
  Phase,
  PlanFacts,
  StartFacts,
} from './contract.ts'
import type { Identifiers } from './identifiers.ts'
import { Making } from './making.ts'
import { MetadataSources } from './metadata-sources.ts'
import { Trial } from './trial.ts'

/** How long a failed install waits before it is tried again; doubles up to the poll interval. */
const retryMsMin = 10_000

type Input = DeviceInput | Delivery | Contact
type Effect = DeviceEffect | ExchangeRequest

/** The phases in which a device is free to take a release. */
const restingPhases: readonly Phase[] = ['idle', 'confirmed', 'rolled-back', 'failed']

/** Takes a device from the release that it runs to the newest signed one, and back when that fails. */
export class DeviceEngine implements Engine<Input, Effect> {
  readonly #policy: DevicePolicy
  readonly #ids: Identifiers
  readonly #sources = new MetadataSources()
  #facts: StartFacts | undefined
  #phase: Phase = 'idle'
  #newest: string | undefined
  #target: string | undefined
  #givenUp: string | undefined
  #making: Making | undefined
  #trial: Trial | undefined
  #pollDue: Instant | undefined
  #retryDue: Instant | undefined
  #retryMs = retryMsMin
  readonly #bootChange = new OpenBootChange()
  #hasEnded = false

  constructor(policy: DevicePolicy, ids: Identifiers) {
    this.#policy = policy
    this.#ids = ids
  }

  handle(input: Input, now: Instant): readonly Effect[] {
    if (this.#hasEnded) return []
    switch (input.type) {
      case 'started':
        return this.#start(input.facts, now)
      case 'tick':
        return this.#tick(now)
      case 'peer-joined':
        this.#sources.joined(input.peer, input.role)
        this.#trial?.contact()
        return this.#judgeTrial(now)
      case 'peer-left':
        this.#sources.left(input.peer)
        return []
      case 'head':
        return this.#refresh(this.#sources.heard(input))
      case 'refreshed':
        return this.#refreshed(input.timestampVersion, input.newest, now)
      case 'refresh-failed':
        return this.#refresh(this.#sources.answered())
      case 'install-asked':
        return this.#installAsked(input.ask, input.version)
      case 'rollback-asked':
        return this.#rollbackAsked(input.ask)
      case 'reboot-asked':
        return this.#rebootAsked(input.ask)
      case 'planned':
        return this.#planned(input.plan, now)
      case 'plan-failed':
        return this.#fail(input.reason, now)
      case 'wan-opened':
        if (this.#retryDue === undefined || !this.#isResting()) return []
        this.#retryDue = undefined
        return this.#consider(now)
      case 'starved':
        return this.#starved(input.reason, now)
      case 'deliver':
        return this.#making?.delivered(input, now) ?? [{ type: 'consumed', ticket: input.ticket }]
      case 'made':
      case 'make-failed':
      case 'full-found':
      case 'full-missing':
      case 'synced':
      case 'sync-failed':
        return this.#advance(this.#requireMaking().jobEnded(input, now), now)
      case 'verified':
        return this.#verified(input.release)
      case 'verify-failed':
        return this.#fail(input.reason, now)
      case 'image-checked':
        this.#trial?.imageChecked(input.problem)
        return this.#judgeTrial(now)
      case 'boot-changed':
        return this.#bootChange.end().then(now)
      case 'boot-failed':
        return [
          ...(this.#bootChange.end().otherwise?.(input.reason) ?? this.#fail(input.reason, now)),
          ...this.#judgeTrial(now),
        ]
      default:
        return unreachable(input)
    }
  }

  deadline(): Instant | undefined {
    if (this.#hasEnded) return undefined
    const trialDue = this.#bootChange.isOpen ? undefined : this.#trial?.deadline()
    return earliest(this.#pollDue, this.#retryDue, trialDue, this.#making?.deadline())
  }

  #start(facts: StartFacts, now: Instant): readonly Effect[] {
    this.#facts = facts
    this.#sources.verified(facts.timestampVersion)
    this.#newest = facts.newest
    this.#givenUp = facts.rollback?.version
    this.#pollDue = later(now, this.#policy.pollIntervalMs)
    if (facts.trial) {
      this.#trial = new Trial(this.#policy, now)
      const checking: Effect = { type: 'check-image', job: this.#ids.job() }
      return [this.#enter('trial', facts.running, 'booted for a trial'), checking, ...this.#judgeTrial(now)]
    }
    if (facts.rollback !== undefined) {
      const { version, reason } = facts.rollback
      return [this.#enter('rolled-back', version, reason), ...this.#consider(now)]
    }
    return [this.#enter('idle', facts.running, `runs ${facts.running} from slot ${facts.slot}`), ...this.#consider(now)]
  }

  #tick(now: Instant): readonly Effect[] {
    const effects: Effect[] = []
    if (this.#pollDue !== undefined && this.#pollDue <= now) {
      this.#pollDue = later(now, this.#policy.pollIntervalMs)
      effects.push(...this.#refresh(this.#sources.due()))
    }
    if (this.#retryDue !== undefined && this.#retryDue <= now) {
      // While jobs of the install that failed are under way, the slot is left to them.
      this.#retryDue = this.#isResting() ? undefined : later(now, retryMsMin)
      effects.push(...this.#consider(now))
    }
    if (this.#making !== undefined) effects.push(...this.#advance(this.#making.tick(now), now))
    return [...effects, ...this.#judgeTrial(now)]
  }

  #refresh(peer: PeerName | undefined): readonly Effect[] {
    return peer === undefined ? [] : [{ type: 'refresh', job: this.#ids.job(), peer }]
  }

  #refreshed(timestampVersion: number, newest: string | undefined, now: Instant): readonly Effect[] {
    this.#sources.verified(timestampVersion)
    this.#newest = newest
    return [...this.#refresh(this.#sources.answered()), ...this.#consider(now)]
  }

  /** Until rollouts exist a device takes the newest signed version of its product, unless it gave that one up. */
  #consider(now: Instant): readonly Effect[] {
    const facts = this.#facts
    if (facts === undefined || this.#newest === undefined || !this.#isResting()) return []
    if (this.#newest === this.#givenUp || compareVersions(this.#newest, facts.running) <= 0) return []
    if (this.#retryDue !== undefined && now < this.#retryDue) return []
    return this.#offer(this.#newest)
  }

  #offer(version: string): readonly Effect[] {
    this.#target = version
    this.#retryDue = undefined
    const lost = this.#making?.giveUp() ?? []
    this.#making = undefined
    return [
      ...lost,
      this.#enter('offered', version, 'a signed release is there'),
      this.#enter('planning', version, 'reads the release, its deltas and both slots'),
      { type: 'plan', job: this.#ids.job(), version },
    ]
  }

  #planned(plan: PlanFacts, now: Instant): readonly Effect[] {
    this.#making = new Making(plan, this.#ids)
    const local = plan.tasks.filter((task) => task.local).length
    const detail = `${plan.chunkCount} chunks: ${plan.present.length} are there, ${local} come from the active slot, ${plan.tasks.length - local} travel`
    return [this.#enter('fetching', plan.version, detail), ...this.#advance(this.#making.start(now), now)]
  }

  /** After every input to the making: is it done, or has it failed? */
  #advance(effects: readonly Effect[], now: Instant): readonly Effect[] {
    const making = this.#requireMaking()
    if (this.#phase !== 'fetching') return effects
    if (making.failure !== undefined) return [...effects, ...making.abandon(), ...this.#fail(making.failure, now)]
    if (!making.isDone()) return effects
    const verifying = this.#enter('verifying', this.#target, 'reads the images back')
    return [...effects, verifying, { type: 'verify', job: this.#ids.job() }]
  }

  #starved(reason: string, now: Instant): readonly Effect[] {
    if (this.#phase !== 'fetching') return []
    return [...this.#requireMaking().abandon(), ...this.#fail(reason, now)]
  }

  #verified(release: VerifiedRelease): readonly Effect[] {
    return this.#changeBoot({ type: 'begin-trial', job: this.#ids.job(), release }, () => {
      const staged = this.#enter('staged', release.version, `slot ${release.slot} boots next`)
      if (this.#policy.reboot === 'manual') return [staged]
      return [staged, this.#reboot(`to start the trial of ${release.version}`)]
    })
  }

  #judgeTrial(now: Instant): readonly Effect[] {
    if (this.#bootChange.isOpen) return []
    const verdict = this.#trial?.verdict(now) ?? { type: 'open' }
    if (verdict.type === 'open') return []
    this.#trial = undefined
    const version = this.#facts?.running
    if (verdict.type === 'good') {
      return this.#changeBoot({ type: 'confirm', job: this.#ids.job() }, (later) => [
        this.#enter('confirmed', version, 'the images are right and a peer or the tracker was reached'),
        ...this.#consider(later),
      ])
    }
    const { reason } = verdict
    // The boot chooser has spent this attempt already, so the device goes back even where the reason is not kept.
    const goBack = () => [this.#reboot(`the trial of ${version} failed: ${reason}`)]
    return this.#changeBoot({ type: 'record-failure', job: this.#ids.job(), reason }, goBack, goBack)
  }

  #installAsked(ask: AskId, version: string): readonly Effect[] {
    const refusal = this.#isResting() ? undefined : `the device is ${this.#phase}: ask again when that is over`
    const answer: Effect = { type: 'answer', ask, refusal }
    if (refusal !== undefined) return [answer]
    this.#givenUp = undefined
    return [answer, ...this.#offer(version)]
  }

  #rollbackAsked(ask: AskId): readonly Effect[] {
    const mayChangeBoot = this.#isResting() || this.#phase === 'staged' || this.#phase === 'trial'
    if (!mayChangeBoot || this.#bootChange.isOpen) {
      return [{ type: 'answer', ask, refusal: `the device is ${this.#phase}: there is nothing to roll back` }]
    }
    const reason = 'rolled back by request'
    return this.#changeBoot(
      { type: 'roll-back', job: this.#ids.job(), reason },
      () => [{ type: 'answer', ask, refusal: undefined }, this.#reboot(reason)],
      (refusal) => [{ type: 'answer', ask, refusal }],
    )
  }

  #rebootAsked(ask: AskId): readonly Effect[] {
    if (this.#phase !== 'staged')
      return [{ type: 'answer', ask, refusal: 'no release is staged: there is nothing to boot into' }]
    return [{ type: 'answer', ask, refusal: undefined }, this.#reboot(`to start the trial of ${this.#target}`)]
  }

  #changeBoot(effect: Effect, then: BootChange['then'], otherwise?: BootChange['otherwise']): readonly Effect[] {
    this.#bootChange.begin(then, otherwise)
    return [effect]
  }

  #fail(reason: string, now: Instant): readonly Effect[] {
    this.#retryDue = later(now, this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, Math.max(this.#policy.pollIntervalMs, retryMsMin))
    return [this.#enter('failed', this.#target, reason)]
  }

  #isResting(): boolean {
    const settled = this.#making?.isSettled() ?? true
    return restingPhases.includes(this.#phase) && settled && !this.#bootChange.isOpen
  }

  #reboot(reason: string): Effect {
    this.#hasEnded = true
    return { type: 'reboot', reason }
  }

  #enter(phase: Phase, version: string | undefined, detail: string): Effect {
    this.#phase = phase
    return { type: 'phase', phase, version, detail }
  }

  #requireMaking(): Making {
    check(this.#making !== undefined, 'an answer about chunks follows a plan')
    return this.#making
  }
}
