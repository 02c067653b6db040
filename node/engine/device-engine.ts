import { unreachable } from '#core/check.ts'
import { type Engine, earliest, type Instant, later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { Boots } from './boots.ts'
import {
  type AskId,
  type Contact,
  type Delivery,
  type DeviceEffect,
  type DeviceInput,
  type DevicePolicy,
  type ExchangeRequest,
  type Phase,
  type StartFacts,
  takingPhases,
} from './contract.ts'
import type { Identifiers } from './identifiers.ts'
import { Install } from './install.ts'
import type { Departures } from './leaving/departures.ts'
import { MetadataSources } from './metadata-sources.ts'
import type { UpdateDecision } from './updates/facts.ts'
import { Updates, type UpdatesReport } from './updates/updates.ts'

type Input = DeviceInput | Delivery | Contact
type Effect = DeviceEffect | ExchangeRequest
type Effects = readonly Effect[]

/** The phases in which a device is free to take a release. */
const restingPhases: readonly Phase[] = ['idle', 'confirmed', 'rolled-back', 'failed']

/** Takes a device from the release that it runs to the one that is for it, and back when that fails or is taken back. */
export class DeviceEngine implements Engine<Input, Effect> {
  readonly #policy: DevicePolicy
  readonly #ids: Identifiers
  readonly #departures: Departures
  readonly #sources = new MetadataSources()
  readonly #updates: Updates
  readonly #install: Install
  readonly #boots: Boots
  #facts: StartFacts | undefined
  #phase: Phase = 'idle'
  /** Whether the owner asked for the release that is being taken. */
  #isAsked = false
  #pollDue: Instant | undefined
  #now = 0 as Instant

  constructor(policy: DevicePolicy, ids: Identifiers, departures: Departures) {
    this.#policy = policy
    this.#ids = ids
    this.#departures = departures
    this.#updates = new Updates(policy.device, policy.updates)
    const enter = this.#enter.bind(this)
    const { pollIntervalMs } = policy
    this.#install = new Install({ ids, pollIntervalMs, enter, verified: (release) => this.#boots.stage(release) })
    const failed = this.#install.fail.bind(this.#install)
    this.#boots = new Boots({ policy, ids, departures, enter, failed, settled: (now) => this.#look(now) })
  }

  handle(input: Input, now: Instant): Effects {
    if (this.#boots.hasEnded) return []
    this.#now = now
    const effects = this.#take(input, now)
    const remembered = this.#updates.news()
    return remembered === undefined ? effects : [{ type: 'remember', remembered }, ...effects]
  }

  deadline(): Instant | undefined {
    if (this.#boots.hasEnded) return undefined
    const updatesDue = this.#isResting() ? this.#updates.deadline() : undefined
    const bootsDue = this.#boots.deadline(this.#now)
    return earliest(this.#pollDue, updatesDue, bootsDue, this.#install.deadline())
  }

  /** Whether a rollout calls a release critical. */
  isCritical(version: string): boolean {
    return this.#updates.isCritical(version)
  }

  /** The rollout that admitted the device to a release, undefined where none did. */
  admittedTo(version: string): string | undefined {
    return this.#updates.admittedTo(version)
  }

  /** What the device does about updates, and why. */
  get updates(): UpdatesReport {
    return this.#updates.report(this.#now)
  }

  #take(input: Input, now: Instant): Effects {
    switch (input.type) {
      case 'started':
        return this.#start(input.facts, now)
      case 'tick':
        return this.#tick(now)
      case 'clock':
        this.#updates.setClock(input.clock, now)
        return this.#look(now)
      case 'peer-joined':
        this.#sources.joined(input.peer, input.role)
        this.#boots.trial?.contact()
        return [...this.#judge(now), ...this.#leave(now)]
      case 'peer-left':
        this.#sources.left(input.peer)
        return this.#leave(now)
      case 'head':
        return this.#refresh(this.#sources.heard(input))
      case 'refreshed':
        this.#sources.verified(input.timestampVersion)
        this.#updates.learn(input.offers)
        return [...this.#refresh(this.#sources.answered()), ...this.#look(now)]
      case 'refresh-failed':
        return this.#refresh(this.#sources.answered())
      case 'install-asked':
        return this.#installAsked(input.ask, input.version, now)
      case 'rollback-asked':
        return this.#rollbackAsked(input.ask)
      case 'reboot-asked':
        return this.#rebootAsked(input.ask)
      case 'approve-asked':
        return [this.#answer(input.ask, this.#updates.approve(input.version)), ...this.#consider(now)]
      case 'skip-asked':
        return this.#skipAsked(input.ask, input.version, now)
      case 'planned':
        return this.#install.planned(input.plan, now)
      case 'wan-opened':
        return this.#install.resume() ? this.#consider(now) : []
      case 'starved':
        return this.#install.starved(input.reason, now)
      case 'deliver':
        return this.#install.delivered(input, now)
      case 'made':
      case 'make-failed':
      case 'full-found':
      case 'full-missing':
      case 'synced':
      case 'sync-failed':
        return this.#install.made(input, now)
      case 'verified':
        return this.#install.verified(input.release)
      case 'plan-failed':
      case 'verify-failed':
        return this.#install.jobFailed(input, now)
      case 'image-checked':
        this.#boots.trial?.imageChecked(input.problem)
        return this.#judge(now)
      case 'health-checked':
        this.#boots.trial?.healthChecked(input.problem)
        return this.#judge(now)
      case 'boot-changed':
        return this.#boots.changed(now)
      case 'boot-failed':
        return [...this.#boots.changeFailed(input.reason, now), ...this.#judge(now)]
      default:
        return unreachable(input)
    }
  }

  #start(facts: StartFacts, now: Instant): Effects {
    this.#facts = facts
    this.#sources.verified(facts.timestampVersion)
    this.#updates.start(facts)
    this.#pollDue = later(now, this.#policy.pollIntervalMs)
    if (facts.trial) return this.#boots.beginTrial(facts.running, now)
    if (facts.rollback !== undefined && !this.#updates.wasUnstaged(facts.rollback.version)) {
      const { version, reason } = facts.rollback
      this.#updates.giveUp(facts.rollback)
      return [this.#enter('rolled-back', version, reason), ...this.#consider(now)]
    }
    return [this.#enter('idle', facts.running, `runs ${facts.running} from slot ${facts.slot}`), ...this.#consider(now)]
  }

  #tick(now: Instant): Effects {
    const effects: Effect[] = []
    if (this.#pollDue !== undefined && this.#pollDue <= now) {
      this.#pollDue = later(now, this.#policy.pollIntervalMs)
      effects.push(...this.#refresh(this.#sources.due()))
    }
    const updatesDue = this.#updates.deadline()
    const isRetryDue = this.#install.retryIsDue(now)
    if (isRetryDue || (updatesDue !== undefined && updatesDue <= now)) effects.push(...this.#consider(now))
    return [...effects, ...this.#install.tick(now), ...this.#judge(now), ...this.#leave(now)]
  }

  #refresh(peer: PeerName | undefined): Effects {
    return peer === undefined ? [] : [{ type: 'refresh', job: this.#ids.job(), peer }]
  }

  /** What is known, or the time, is another one. */
  #look(now: Instant): Effects {
    return [...this.#consider(now), ...this.#leave(now)]
  }

  /** Looks anew at what is known: drops what was aborted, goes back from what was taken back, begins what is for this device. */
  #consider(now: Instant): Effects {
    if (this.#facts === undefined || this.#boots.isChanging) return []
    const decision = this.#updates.decide(now)
    if (decision.type === 'go-back') return this.#goBack(decision, now)
    const stays = this.#phase === 'staged' ? [] : this.#boots.stay()
    const reason = this.#dropReason(now)
    if (reason !== undefined) return [...stays, ...this.#drop(reason)]
    if (decision.type !== 'take' || !this.#isResting() || this.#install.isPausing(now)) return stays
    this.#isAsked = false
    this.#updates.took(decision.version, decision.rollout)
    return [...stays, ...this.#install.begin(decision.version)]
  }

  /** What was taken back is booted no more; it cannot be left where the other slot does not hold the one before. */
  #goBack({ version, reason }: Extract<UpdateDecision, { readonly type: 'go-back' }>, now: Instant): Effects {
    if (!this.#isResting() && this.#phase !== 'trial') return []
    return this.#boots.goBack(reason, now, {
      begun: () => this.#updates.giveUp({ version, reason }),
      refused: (refusal) => {
        this.#updates.keep(version)
        return [this.#enter('idle', version, `${reason}; the device stays with it: ${refusal}`), ...this.#consider(now)]
      },
    })
  }

  /** Why a release that has not booted goes no further; the owner's word counts more than an abort. */
  #dropReason(now: Instant): string | undefined {
    const version = this.#install.version
    const isUnderWay = this.#phase === 'staged' || takingPhases.includes(this.#phase)
    return isUnderWay && !this.#isAsked && version !== undefined ? this.#updates.dropReason(version, now) : undefined
  }

  #drop(reason: string): Effects {
    const running = this.#facts?.running
    if (this.#phase === 'staged') {
      this.#updates.unstage(this.#install.version ?? '')
      return this.#boots.unstage(running, reason)
    }
    return [...this.#install.drop(reason), this.#enter('idle', running, reason)]
  }

  /** A device that waits for its window, or for its turn, looks whether that has come. */
  #leave(now: Instant): Effects {
    if (this.#boots.hasEnded || this.#boots.isChanging) return []
    const version = this.#install.version
    if (this.#phase !== 'staged' || version === undefined) return this.#departures.isWaiting ? this.#consider(now) : []
    if (this.#policy.reboot === 'manual') return []
    return this.#boots.bootStaged(version, this.#isAsked ? now : this.#updates.rebootAt(version, now), now)
  }

  #judge(now: Instant): Effects {
    return this.#boots.judge(this.#facts?.running, now)
  }

  #installAsked(ask: AskId, version: string, now: Instant): Effects {
    if (!this.#isResting()) return [this.#answer(ask, `the device is ${this.#phase}: ask again when that is over`)]
    this.#updates.insist(version, now)
    this.#isAsked = true
    return [this.#answer(ask, undefined), ...this.#install.begin(version)]
  }

  #skipAsked(ask: AskId, version: string, now: Instant): Effects {
    const isTaken = this.#install.version === version && !this.#isResting()
    if (isTaken && this.#phase === 'staged') {
      return [this.#answer(ask, `${version} is staged: 'mycel node rollback' gives it up`)]
    }
    const refusal = this.#updates.skip(version, now)
    const isDropped = refusal === undefined && isTaken && takingPhases.includes(this.#phase)
    const dropped = isDropped ? this.#drop(`its owner put ${version} off`) : []
    return [this.#answer(ask, refusal), ...dropped, ...this.#consider(now)]
  }

  #rollbackAsked(ask: AskId): Effects {
    const mayChangeBoot = this.#isResting() || this.#phase === 'staged' || this.#phase === 'trial'
    if (!mayChangeBoot || this.#boots.isChanging) {
      return [this.#answer(ask, `the device is ${this.#phase}: there is nothing to roll back`)]
    }
    return this.#boots.rollBackAsked(ask)
  }

  #rebootAsked(ask: AskId): Effects {
    if (this.#phase !== 'staged') {
      return [this.#answer(ask, 'no release is staged: there is nothing to boot into')]
    }
    return this.#boots.rebootAsked(ask, this.#install.version)
  }

  #answer(ask: AskId, refusal: string | undefined): Effect {
    return { type: 'answer', ask, refusal }
  }

  #isResting(): boolean {
    return restingPhases.includes(this.#phase) && this.#install.isSettled && !this.#boots.isChanging
  }

  #enter(phase: Phase, version: string | undefined, detail: string): Effect {
    this.#phase = phase
    return { type: 'phase', phase, version, detail }
  }
}
