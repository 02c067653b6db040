import type { Instant } from '#core/engine.ts'
import type { WallClock } from '#core/link/windows.ts'
import { admittingPhase } from '#core/rollout/admission.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import type { DevicePolicy } from '#node/engine/contract.ts'
import type { Offers } from '#node/engine/updates/facts.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import { Updates } from '#node/engine/updates/updates.ts'

/** What the knowledge of a device is made from. */
export interface KnowledgeInit {
  readonly policy: DevicePolicy
  /** The version that is rolled out. */
  readonly release: string
  readonly now: () => Instant
  readonly wallClock: () => WallClock
}

/** What a device knows of a rollout and its release: signed metadata and its memory outlive boots, `Updates` does not. */
export class Knowledge {
  readonly #init: KnowledgeInit
  #document: Rollout | undefined
  #remembered = nothingRemembered
  #updates: Updates

  /** `running` is the version that runs. */
  constructor(init: KnowledgeInit, running: string) {
    this.#init = init
    this.#updates = this.#start(running)
  }

  /** What decides of this boot, with the clock on the wall as it is now. */
  get updates(): Updates {
    const { now, wallClock } = this.#init
    this.#updates.setClock(wallClock(), now())
    return this.#updates
  }

  /** The newest signed rollout that came to it. */
  get document(): Rollout | undefined {
    return this.#document
  }

  /** The first phase that admits the device, from 0; undefined where none does. */
  get phase(): number | undefined {
    return this.#document && admittingPhase(this.#document, this.#init.policy.device)
  }

  /** The rollout that admitted it to the release; empty before. */
  get rollout(): string {
    return this.#updates.admittedTo(this.#init.release) ?? ''
  }

  /** Signed metadata comes. Returns whether it is news. */
  learn(document: Rollout): boolean {
    if (document.revision <= (this.#document?.revision ?? 0)) return false
    this.#document = document
    this.#updates.learn(this.#offers)
    return true
  }

  /** The boot ends. */
  keep(): void {
    this.#remembered = this.#updates.news() ?? this.#remembered
  }

  /** Another boot begins. */
  boot(running: string): void {
    this.#updates = this.#start(running)
  }

  /** The release is not taken again. */
  giveUp(reason: string): void {
    this.#updates.giveUp({ version: this.#init.release, reason })
    this.keep()
  }

  get #offers(): Offers {
    const release = { version: this.#init.release, gated: true, securityEpoch: 0, hardware: [], from: undefined }
    return { releases: [release], rollouts: this.#document === undefined ? [] : [this.#document] }
  }

  #start(running: string): Updates {
    const { device, updates: rules } = this.#init.policy
    const updates = new Updates(device, rules)
    updates.start({ running, securityEpoch: 0, offers: this.#offers, remembered: this.#remembered })
    return updates
  }
}
