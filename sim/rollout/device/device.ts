import { check } from '#core/check.ts'
import { type Instant, later } from '#core/engine.ts'
import type { Leaving, PeerName } from '#core/exchange/contract.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import type { DevicePolicy } from '#node/engine/contract.ts'
import type { Departures } from '#node/engine/leaving/departures.ts'
import type { UpdateDecision } from '#node/engine/updates/facts.ts'
import type { Appointment } from '#sim/clock.ts'
import type { Random } from '#sim/random.ts'
import type { Resident, RolloutSite } from '#sim/rollout/site.ts'
import type { Surroundings } from '#sim/rollout/surroundings.ts'
import type { Zone } from '#sim/rollout/zone.ts'
import { drawn } from '#sim/scenario/spread.ts'
import { type BootOutcome, RolloutBoots } from './boots.ts'
import { Knowledge } from './knowledge.ts'
import { bootReport, Reporter } from './reporter.ts'
import { Stopwatch } from './stopwatch.ts'
import { Turn } from './turn.ts'

/** What a device is made from. */
export interface RolloutDeviceInit {
  /** Its place in the fleet. */
  readonly index: number
  readonly site: RolloutSite
  readonly zone: Zone
  readonly policy: DevicePolicy
  /** The version that it runs before. */
  readonly from: string
  /** What comes over the WAN for it, and what the rest takes once that is at its site. */
  readonly wanBytes: number
  readonly finishSeconds: number
  readonly random: Random
  readonly around: Surroundings
}

/** One device of a rollout. What it decides is decided by `Updates`, `Departures` and `Trial`, as devices run them. */
export class RolloutDevice implements Resident {
  readonly index: number
  readonly site: RolloutSite
  readonly zone: Zone
  readonly from: string
  readonly boots: RolloutBoots
  isDiskFull = false
  /** In seconds after the release, like `confirmedAt`. */
  verifiedAt: number | undefined
  confirmedAt: number | undefined
  /** The last failure, or what befell it. */
  reason = ''
  readonly #init: RolloutDeviceInit
  readonly #around: Surroundings
  readonly #reporter: Reporter
  readonly #turn: Turn
  #stage: 'resting' | 'installing' | 'staged' = 'resting'
  readonly #knowledge: Knowledge
  #decision: UpdateDecision['type'] = 'nothing'
  readonly #install: Stopwatch
  #look: Appointment | undefined
  #pausesUntil = 0 as Instant

  constructor(init: RolloutDeviceInit) {
    const { index, site, zone, from, around, policy, random } = init
    this.#init = init
    this.#around = around
    this.index = index
    this.site = site
    this.zone = zone
    this.from = from
    this.#install = new Stopwatch(around.clock, () => this.#installed())
    this.#turn = new Turn({ self: this, site, clock: around.clock, lookAt: (at) => this.#lookAt(at) })
    this.boots = new RolloutBoots({
      clock: around.clock,
      policy,
      from,
      release: this.#release,
      bootSeconds: around.bootSeconds,
      trialSeconds: () => drawn(around.model.trialSeconds, random),
      hasContact: () => this.#isConnected || site.hasNeighbour(this),
      host: { went: () => this.#went(), runs: () => this.#runs(), ended: (outcome) => this.#ended(outcome) },
    })
    this.#reporter = new Reporter({
      traits: policy.device,
      site: `site ${site.index}`,
      random,
      around,
      running: () => this.boots.running,
      isConnected: () => this.boots.isUp && this.#isConnected,
    })
    const wallClock = () => zone.wallClock(around.unixMs())
    this.#knowledge = new Knowledge({ policy, release: this.#release, now: () => this.#now, wallClock }, from)
  }

  get peer(): PeerName {
    return this.#init.policy.device.peer
  }

  get leaving(): Leaving {
    return this.#turn.leaving
  }

  get departures(): Departures | undefined {
    return this.#turn.departures
  }

  /** Whether it has to do with the rollout: it had not the release from the start. */
  get takesPart(): boolean {
    return this.from !== this.#release
  }

  /** Whether the rollout as it knows it admits it. */
  get isAdmitted(): boolean {
    return this.#knowledge.phase !== undefined
  }

  /** Whether nothing happens on it until the tracker publishes something. */
  get isSettled(): boolean {
    if (this.boots.isDead || !this.takesPart) return true
    const isResting = this.boots.isUp && !this.boots.isTrial && this.#stage === 'resting'
    if (!isResting || this.#decision !== 'nothing' || this.boots.willCrash) return false
    return this.#reporter.isDone && this.#knowledge.document === this.#around.tracker.published
  }

  /** It runs, and asks the tracker from now on. */
  start(): void {
    this.site.joined(this)
    if (!this.takesPart) return
    const { clock, model } = this.#around
    const spacingMs = model.checkInSeconds * 1000
    const checkIn = (): void => {
      clock.at(later(clock.now, spacingMs), checkIn)
      this.#checkIn()
    }
    clock.at(later(clock.now, this.#init.random.below(spacingMs)), checkIn)
  }

  learn(document: Rollout): void {
    if (!this.boots.isUp || !this.#knowledge.learn(document)) return
    this.site.relay(document)
    this.consider()
  }

  lookSoon(): void {
    this.#lookAt(this.#now)
  }

  /** The power goes, or the process ends, for so many seconds: what was written stays. */
  cut(seconds: number): void {
    const isStaged = this.#stage === 'staged'
    if (isStaged && this.boots.isUp) this.#stage = 'resting'
    this.boots.cut(seconds, isStaged)
  }

  /** It is gone for good. */
  die(): void {
    this.boots.die()
    this.reason = 'it died'
  }

  /** Does what the engine of a device does when what it knows, or the time, is another one. */
  consider(): void {
    if (!this.boots.isUp || !this.takesPart) return
    const { updates } = this.#knowledge
    const decision = updates.decide(this.#now)
    this.#decision = decision.type
    const dropped = this.#stage === 'resting' ? undefined : updates.dropReason(this.#release, this.#now)
    if (dropped !== undefined) return this.#drop(dropped)
    if (this.#stage === 'installing') return
    if (decision.type === 'go-back') return this.#leave(() => this.boots.goBack(decision.reason))
    if (this.#stage === 'staged') return this.#bootStaged()
    this.#turn.stay()
    if (this.boots.isTrial) return
    if (decision.type === 'take' && this.#now >= this.#pausesUntil) return this.#begin(decision.rollout)
    const due = decision.type === 'take' ? this.#pausesUntil : updates.deadline()
    if (due !== undefined) this.#lookAt(due)
  }

  get #now(): Instant {
    return this.#around.clock.now
  }

  get #release(): string {
    return this.#around.release.version
  }

  get #isConnected(): boolean {
    return this.#around.tracker.isUp && this.site.isWanUp
  }

  #checkIn(): void {
    if (!this.boots.isUp || !this.#isConnected) return
    this.#reporter.send()
    const { published } = this.#around.tracker
    if (published !== undefined) this.learn(published)
  }

  #begin(rollout: string | undefined): void {
    const { updates, document, phase } = this.#knowledge
    check(document !== undefined && phase !== undefined, 'a gated release is taken where a phase admits the device')
    updates.took(this.#release, rollout)
    this.#around.witness.began(this.index, document, phase)
    this.#reporter.tell({ type: 'began', version: this.#release, rollout: this.#knowledge.rollout, from: this.from })
    const { wanBytes, finishSeconds } = this.#init
    const copyAt = this.site.copyReadyAt(this, { from: this.from, bytes: wanBytes })
    this.#stage = 'installing'
    this.#install.start(1000 * (Math.max(0, copyAt - this.#now / 1e6) + finishSeconds))
  }

  #installed(): void {
    if (this.isDiskFull) return this.#failInstall('its disk is full')
    this.verifiedAt ??= this.#now / 1e6
    this.#stage = 'staged'
    this.consider()
  }

  #failInstall(reason: string): void {
    this.reason = reason
    this.#around.witness.saw(this.index, 'install-failed')
    this.#reporter.tell({ type: 'install-failed', version: this.#release, rollout: this.#knowledge.rollout, reason })
    this.#stage = 'resting'
    this.#pausesUntil = later(this.#now, this.#init.policy.pollIntervalMs)
    this.consider()
  }

  #drop(reason: string): void {
    this.#install.cancel()
    this.#turn.stay()
    this.#stage = 'resting'
    this.reason = reason
    this.#around.witness.note('dropped', { device: this.index })
    this.consider()
  }

  #bootStaged(): void {
    const at = this.#knowledge.updates.rebootAt(this.#release, this.#now)
    if (at > this.#now) {
      this.#turn.stay()
      return this.#lookAt(at)
    }
    this.#leave(() => {
      this.#stage = 'resting'
      this.boots.tryRelease()
    })
  }

  /** Does this when it is the turn of this device of its site to be away. */
  #leave(go: () => void): void {
    const waitedMs = this.#turn.take()
    if (waitedMs === undefined) return
    go()
    this.#around.witness.rebooted(this.index, this.site.departure(waitedMs))
  }

  #went(): void {
    this.#knowledge.keep()
    this.#look?.cancel()
    this.#look = undefined
    if (this.#stage === 'installing') this.#install.pause()
    this.site.left(this)
    this.#turn.forget()
  }

  #runs(): void {
    this.#knowledge.boot(this.boots.running)
    if (this.#stage === 'installing') this.#install.resume()
    this.site.joined(this)
    this.consider()
  }

  #ended(outcome: BootOutcome): void {
    this.#around.witness.saw(this.index, outcome.type)
    const about = {
      version: this.#release,
      rollout: this.#knowledge.rollout,
      from: this.from,
      lanBytes: this.#init.wanBytes,
    }
    this.#reporter.tell(bootReport(outcome, about))
    if (outcome.type === 'confirmed') {
      this.confirmedAt ??= this.#now / 1e6
      return this.consider()
    }
    this.reason = outcome.reason
    if (outcome.type === 'crashed') return
    this.#knowledge.giveUp(outcome.reason)
  }

  /** Looks again then, and not before. */
  #lookAt(at: Instant): void {
    const { clock } = this.#around
    const due = at < clock.now ? clock.now : at
    if (this.#look?.at === due) return
    this.#look?.cancel()
    this.#look = clock.at(due, () => {
      this.#look = undefined
      this.consider()
    })
  }
}
