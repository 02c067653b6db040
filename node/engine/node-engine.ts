import type { Address } from '#core/address.ts'
import { type Engine, earliest, type Instant } from '#core/engine.ts'
import type { ExchangeEffect, WantId } from '#core/exchange/contract.ts'
import type { WanSpending } from '#core/exchange/download/allowance.ts'
import { ExchangeEngine, type ExchangeFacts } from '#core/exchange/engine.ts'
import type { BlobId, DeviceEffect, DevicePolicy, ExchangeRequest, NodeEffect, NodeInput } from './contract.ts'
import { DeviceEngine } from './device-engine.ts'
import type { ExchangePort } from './exchange-port.ts'
import { Identifiers } from './identifiers.ts'
import { Departures } from './leaving/departures.ts'
import { LeaveTaking } from './leaving/leave-taking.ts'
import type { UpdatesReport } from './updates/updates.ts'

/** What a node engine is made from. */
export interface NodeEngineInit {
  /** An exchange, or the facts that the production one is made of. */
  readonly exchange: ExchangeFacts | ExchangePort
  readonly policy: DevicePolicy
}

/**
 * A device and its exchange as one engine: what the two tell each other stays inside, so that every
 * world carries out the same effects and none of them routes.
 */
export class NodeEngine implements Engine<NodeInput, NodeEffect> {
  readonly #ids = new Identifiers()
  readonly #exchange: ExchangePort
  readonly #device: DeviceEngine
  readonly #departures: Departures
  readonly #leave = new LeaveTaking()
  #isStaged = false
  #mayFetch = true
  readonly #blobByWant = new Map<WantId, BlobId>()
  readonly #wantByBlob = new Map<BlobId, WantId>()

  constructor(init: NodeEngineInit) {
    this.#exchange = 'handle' in init.exchange ? init.exchange : new ExchangeEngine(init.exchange)
    const { device, restartingMax } = init.policy
    this.#departures = new Departures({ self: device.peer, restartingMax })
    this.#device = new DeviceEngine(init.policy, this.#ids, this.#departures)
  }

  handle(input: NodeInput, now: Instant): readonly NodeEffect[] {
    if (input.type === 'served') this.#leave.served()
    const effects = this.#take(input, now)
    const last = this.#leave.end(now)
    return last.length === 0 ? effects : [...effects, ...last]
  }

  /** What the WAN has cost so far. */
  get wanSpending(): WanSpending {
    return this.#exchange.wanSpending
  }

  /** Whether a neighbour has the bytes at one of these addresses now. */
  isOffered(addresses: readonly Address[]): boolean {
    return this.#exchange.isOffered(addresses)
  }

  /** What the device does about updates, and why. */
  get updates(): UpdatesReport {
    return this.#device.updates
  }

  /** Whether a rollout calls a release critical: owner's hours and metering do not hold it up. */
  isCritical(version: string): boolean {
    return this.#device.isCritical(version)
  }

  /** The rollout that admitted the device to a release, undefined where none did. */
  admittedTo(version: string): string | undefined {
    return this.#device.admittedTo(version)
  }

  deadline(): Instant | undefined {
    return earliest(this.#exchange.deadline(), this.#device.deadline(), this.#leave.deadline())
  }

  #take(input: NodeInput, now: Instant): readonly NodeEffect[] {
    switch (input.type) {
      case 'peer-joined':
        if (input.link === 'lan' && input.role === 'device') this.#departures.joined(input.peer)
        return this.#tellBoth(input, now)
      case 'peer-left':
        this.#departures.left(input.peer, now)
        return this.#tellBoth(input, now)
      case 'tick':
        return this.#tellBoth(input, now)
      case 'message': {
        const effects = this.#route(this.#exchange.handle(input, now), now)
        if (input.message.type !== 'standings') return effects
        this.#departures.heard(input.message.standings)
        if (!this.#departures.isWaiting) return effects
        return [...effects, ...this.#route(this.#device.handle({ type: 'tick' }, now), now)]
      }
      case 'blob-wanted': {
        const want = this.#ids.want()
        this.#blobByWant.set(want, input.blob)
        this.#wantByBlob.set(input.blob, want)
        const ways = [{ address: input.address, bytes: input.bytes }]
        return this.#route(this.#exchange.handle({ type: 'want', want, ways, group: undefined }, now), now)
      }
      case 'blob-unwanted': {
        const want = this.#wantByBlob.get(input.blob)
        if (want === undefined) return []
        this.#forgetBlob(want, input.blob)
        return this.#route(this.#exchange.handle({ type: 'unwant', want }, now), now)
      }
      case 'want':
      case 'unwant':
      case 'consumed':
      case 'holding':
      case 'lost':
      case 'leaving':
      case 'intend':
      case 'progress':
      case 'fetched':
      case 'fetch-failed':
      case 'request':
      case 'served':
        return this.#route(this.#exchange.handle(input, now), now)
      case 'wan-rules': {
        const isOpening = input.rules.mayFetch && !this.#mayFetch
        this.#mayFetch = input.rules.mayFetch
        const effects = this.#route(this.#exchange.handle(input, now), now)
        return isOpening ? [...effects, ...this.#route(this.#device.handle({ type: 'wan-opened' }, now), now)] : effects
      }
      case 'planned':
      case 'plan-failed':
        // What travels is wanted now, or nothing is.
        return [
          ...this.#route(this.#device.handle(input, now), now),
          ...this.#route(this.#exchange.handle({ type: 'intend', group: undefined }, now), now),
        ]
      default:
        return this.#route(this.#device.handle(input, now), now)
    }
  }

  #tellBoth(
    input: Extract<NodeInput, { readonly type: 'tick' | 'peer-joined' | 'peer-left' }>,
    now: Instant,
  ): readonly NodeEffect[] {
    const exchanged = this.#route(this.#exchange.handle(input, now), now)
    return [...exchanged, ...this.#route(this.#device.handle(input, now), now)]
  }

  /** Carries what device and exchange tell each other, in order, and returns what is left for the world. */
  #route(effects: readonly (DeviceEffect | ExchangeEffect | ExchangeRequest)[], now: Instant): readonly NodeEffect[] {
    const left: NodeEffect[] = []
    for (const effect of effects) {
      switch (effect.type) {
        case 'want':
        case 'unwant':
        case 'consumed':
        case 'holding':
        case 'lost':
        case 'leaving':
          left.push(...this.#route(this.#exchange.handle(effect, now), now))
          break
        case 'deliver': {
          const blob = this.#blobByWant.get(effect.want)
          if (blob === undefined) {
            left.push(...this.#route(this.#device.handle(effect, now), now))
            break
          }
          this.#forgetBlob(effect.want, blob)
          left.push({ type: 'blob', blob, ticket: effect.ticket })
          break
        }
        case 'serve':
          this.#leave.serving()
          left.push(effect)
          break
        case 'phase':
          this.#isStaged = effect.phase === 'staged'
          left.push(effect)
          break
        case 'reboot':
          if (this.#isStaged) this.#leave.begin(effect, now)
          else left.push(effect)
          break
        default:
          left.push(effect)
      }
    }
    return left
  }

  #forgetBlob(want: WantId, blob: BlobId): void {
    this.#blobByWant.delete(want)
    this.#wantByBlob.delete(blob)
  }
}
