import type { VerifiedRelease } from '#core/boot/boot-state.ts'
import { earliest, type Instant } from '#core/engine.ts'
import { type BootChange, OpenBootChange } from './boot-change.ts'
import type { AskId, DeviceEffect, DevicePolicy, ExchangeRequest, Phase } from './contract.ts'
import type { Identifiers } from './identifiers.ts'
import type { Departures } from './leaving/departures.ts'
import { Trial } from './trial.ts'

type Effect = DeviceEffect | ExchangeRequest
type Effects = readonly Effect[]

/** Why a device went back, where its owner wished it. */
export const ownerRollBackReason = 'rolled back by request'

/** What the boots of a device need of it. */
export interface BootsInit {
  readonly policy: DevicePolicy
  readonly ids: Identifiers
  readonly departures: Departures
  /** The device is in another phase from now on. */
  readonly enter: (phase: Phase, version: string | undefined, detail: string) => Effect
  /** A release cannot be staged or confirmed. */
  readonly failed: (reason: string, now: Instant) => Effects
  /** Nothing of the boot state changes any more: the device looks what is next. */
  readonly settled: (now: Instant) => Effects
}

/** Changes what boots next, one change at a time, and reboots: into a trial, out of it, and back. */
export class Boots {
  readonly #init: BootsInit
  readonly #change = new OpenBootChange()
  #trial: Trial | undefined
  /** When a window opens in which the staged release may boot. */
  #due: Instant | undefined
  #hasEnded = false

  constructor(init: BootsInit) {
    this.#init = init
  }

  /** Whether a change of the boot state is under way. */
  get isChanging(): boolean {
    return this.#change.isOpen
  }

  /** Whether the device reboots: nothing that happens concerns it any more. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** The trial that is on. */
  get trial(): Trial | undefined {
    return this.#trial
  }

  deadline(now: Instant): Instant | undefined {
    if (this.isChanging) return undefined
    return earliest(this.#trial?.deadline(), this.#due, this.#init.departures.deadline(now))
  }

  beginTrial(version: string, now: Instant): Effects {
    const { policy, ids, enter } = this.#init
    this.#trial = new Trial(policy, now)
    const checking: Effect[] = [{ type: 'check-image', job: ids.job() }]
    if (policy.checksHealth === true) checking.push({ type: 'check-health', job: ids.job() })
    return [enter('trial', version, 'booted for a trial'), ...checking, ...this.judge(version, now)]
  }

  /** After everything that a trial hears: is it good, or bad? */
  judge(version: string | undefined, now: Instant): Effects {
    if (this.isChanging) return []
    const verdict = this.#trial?.verdict(now) ?? { type: 'open' }
    if (verdict.type === 'open') return []
    this.#trial = undefined
    const { ids, enter, settled } = this.#init
    if (verdict.type === 'good') {
      return this.#begin({ type: 'confirm', job: ids.job() }, (later) => [
        enter('confirmed', version, 'the images are right and a peer or the tracker was reached'),
        ...settled(later),
      ])
    }
    const { reason } = verdict
    // The boot chooser has spent this attempt already, so the device goes back even where the reason is not kept.
    const goBack = () => [this.#reboot(`the trial of ${version} failed: ${reason}`)]
    return this.#begin({ type: 'record-failure', job: ids.job(), reason }, goBack, goBack)
  }

  /** A release was read back as a whole: it boots next. */
  stage(release: VerifiedRelease): Effects {
    const { ids, enter, settled } = this.#init
    return this.#begin({ type: 'begin-trial', job: ids.job(), release }, (now) => [
      enter('staged', release.version, `slot ${release.slot} boots next`),
      ...settled(now),
    ])
  }

  /** The staged release does not boot, because of this. */
  unstage(running: string | undefined, reason: string): Effects {
    const { ids, enter, settled } = this.#init
    const change: Effect = { type: 'roll-back', job: ids.job(), reason }
    this.#due = undefined
    return [...this.stay(), ...this.#begin(change, (now) => [enter('idle', running, reason), ...settled(now)])]
  }

  /** The staged release boots at `at`, or as soon afterwards as it is the turn of this device. */
  bootStaged(version: string, at: Instant, now: Instant): Effects {
    this.#due = at > now ? at : undefined
    if (at > now) return this.stay()
    return this.#depart(now, () => [this.#reboot(`to start the trial of ${version}`)])
  }

  /** Returns to the release in the other slot, because of this. Hears when that begins, and why it cannot be. */
  goBack(reason: string, now: Instant, hears: { begun(): void; refused(refusal: string): Effects }): Effects {
    return this.#depart(now, () => {
      hears.begun()
      return this.#begin(
        { type: 'roll-back', job: this.#init.ids.job(), reason },
        () => [this.#reboot(reason)],
        (refusal) => [...this.stay(), ...hears.refused(refusal)],
      )
    })
  }

  rollBackAsked(ask: AskId): Effects {
    const reason = ownerRollBackReason
    return this.#begin(
      { type: 'roll-back', job: this.#init.ids.job(), reason },
      () => [{ type: 'answer', ask, refusal: undefined }, ...this.#say('goes'), this.#reboot(reason)],
      (refusal) => [{ type: 'answer', ask, refusal }],
    )
  }

  /** The owner has the staged release boot, whatever the time, and whoever else of the site is away. */
  rebootAsked(ask: AskId, version: string | undefined): Effects {
    const reboot = this.#reboot(`to start the trial of ${version}`)
    return [{ type: 'answer', ask, refusal: undefined }, ...this.#say('goes'), reboot]
  }

  /** The change that was asked for is durable. */
  changed(now: Instant): Effects {
    return this.#change.end().then(now)
  }

  changeFailed(reason: string, now: Instant): Effects {
    return this.#change.end().otherwise?.(reason) ?? this.#init.failed(reason, now)
  }

  /** Does this when it is the turn of this device of its site to reboot. */
  #depart(now: Instant, go: () => Effects): Effects {
    const { departures } = this.#init
    const wasWaiting = departures.isWaiting
    departures.begin(now)
    if (departures.isTurn(now)) return [...this.#say('goes'), ...go()]
    return wasWaiting ? [] : this.#say('waits')
  }

  /** The device does not reboot after all. */
  stay(): Effects {
    const { departures } = this.#init
    if (!departures.isWaiting) return []
    departures.stay()
    return this.#say('stays')
  }

  #say(leaving: Extract<ExchangeRequest, { readonly type: 'leaving' }>['leaving']): Effects {
    return this.#init.departures.isAlone ? [] : [{ type: 'leaving', leaving }]
  }

  #begin(effect: Effect, then: BootChange['then'], otherwise?: BootChange['otherwise']): Effects {
    this.#change.begin(then, otherwise)
    return [effect]
  }

  #reboot(reason: string): Effect {
    this.#hasEnded = true
    return { type: 'reboot', reason }
  }
}
