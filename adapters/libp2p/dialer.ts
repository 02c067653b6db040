import { messageOf } from '#core/errors.ts'
import type { Mesh } from './mesh.ts'

/** First and longest wait between two attempts to join the peer at an address. */
const retryMsMin = 500
const retryMsMax = 60_000

/** The most addresses that are kept joined. */
const addressesMax = 64

/** What a dialer tells of its attempts. */
export interface DialerEvents {
  trying(address: string): void
  failed(address: string, reason: string): void
}

/** Keeps trying to join the peers at given addresses, and joins them again when they leave. */
export class Dialer {
  readonly #mesh: Mesh
  readonly #events: DialerEvents
  readonly #attempts = new Map<string, { failures: number; timer: NodeJS.Timeout | undefined; isDialling: boolean }>()
  #isStopped = false

  constructor(mesh: Mesh, events: DialerEvents) {
    this.#mesh = mesh
    this.#events = events
  }

  /** Joins the peer at this address and stays joined. An address that is known already is tried again at once. */
  keep(address: string): void {
    if (this.#attempts.size >= addressesMax && !this.#attempts.has(address)) return
    const attempt = this.#attempts.get(address) ?? { failures: 0, timer: undefined, isDialling: false }
    this.#attempts.set(address, attempt)
    this.#dial(address)
  }

  /** A peer left: the addresses that end in its name are joined again. */
  left(peer: string): void {
    for (const address of this.#attempts.keys()) if (address.endsWith(`/p2p/${peer}`)) this.#retry(address)
  }

  stop(): void {
    this.#isStopped = true
    for (const { timer } of this.#attempts.values()) clearTimeout(timer)
  }

  #dial(address: string): void {
    const attempt = this.#attempts.get(address)
    if (attempt === undefined || attempt.isDialling || this.#isStopped) return
    clearTimeout(attempt.timer)
    attempt.isDialling = true
    this.#events.trying(address)
    this.#mesh.dial(address).then(
      () => {
        attempt.isDialling = false
        attempt.failures = 0
      },
      (error: unknown) => {
        attempt.isDialling = false
        attempt.failures += 1
        this.#events.failed(address, messageOf(error))
        this.#retry(address)
      },
    )
  }

  #retry(address: string): void {
    const attempt = this.#attempts.get(address)
    if (attempt === undefined || this.#isStopped) return
    clearTimeout(attempt.timer)
    const waitMs = Math.min(retryMsMin * 2 ** attempt.failures, retryMsMax)
    attempt.timer = setTimeout(() => this.#dial(address), waitMs)
  }
}
