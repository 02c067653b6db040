import { type Instant, later } from '#core/engine.ts'
import type { DeviceEffect } from '#node/engine/contract.ts'

/** A device that has all stays so long for those who have not yet heard what it brought in. */
const stayMsMin = 1_000

/** However many are being served, it does not stay longer than this. */
const stayMsMax = 15_000

type Reboot = Extract<DeviceEffect, { readonly type: 'reboot' }>

/**
 * Lets neighbours finish what they take from a device before it reboots into its new release: who brings in the last
 * payload of a site is the first to be done, and what goes with it crosses the WAN again.
 */
export class LeaveTaking {
  #serves = 0
  #reboot: Reboot | undefined
  #since: Instant | undefined
  #due: Instant | undefined

  /** A request is being served. */
  serving(): void {
    this.#serves += 1
  }

  /** A serve has ended. */
  served(): void {
    this.#serves -= 1
  }

  /** The device is to reboot as soon as nobody needs it. */
  begin(reboot: Reboot, now: Instant): void {
    this.#reboot = reboot
    this.#since = now
    this.#due = later(now, stayMsMin)
  }

  /** The reboot, once, when it is time for it. */
  end(now: Instant): readonly Reboot[] {
    const reboot = this.#reboot
    if (reboot === undefined || this.#since === undefined || now < later(this.#since, stayMsMin)) return []
    const latest = later(this.#since, stayMsMax)
    const isNeeded = this.#serves > 0 && now < latest
    this.#due = isNeeded ? latest : undefined
    if (isNeeded) return []
    this.#reboot = undefined
    return [reboot]
  }

  deadline(): Instant | undefined {
    return this.#due
  }
}
