import type { Address } from '#core/address.ts'
import { type Engine, earliest, type Instant } from '#core/engine.ts'
import type { ExchangeEffect, WantId } from '#core/exchange/contract.ts'
import type { WanSpending } from '#core/exchange/download/allowance.ts'
import { ExchangeEngine, type ExchangeFacts } from '#core/exchange/engine.ts'
import type { BlobId, DeviceEffect, DevicePolicy, ExchangeRequest, NodeEffect, NodeInput } from './contract.ts'
import { DeviceEngine } from './device-engine.ts'
import type { ExchangePort } from './exchange-port.ts'
import { Identifiers } from './identifiers.ts'
import { LeaveTaking } from './leave-taking.ts'

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
  readonly #leave = new LeaveTaking()
  #isStaged = false
  #mayFetch = true
  readonly #blobByWant = new Map<WantId, BlobId>()
  readonly #wantByBlob = new Map<BlobId, WantId>()

  constructor(init: NodeEngineInit) {
    this.#exchange = 'handle' in init.exchange ? init.exchange : new ExchangeEngine(init.exchange)
    this.#device = new DeviceEngine(init.policy, this.#ids)
  }

  handle(input: NodeInput, now: Instant): readonly NodeEffect[] {
    if (input.type === 'served') this.#leave.served()
    const effects = this.#take(input, now)
    return [...effects, ...this.#leave.end(now)]
  }

  /** What the WAN has cost so far. */
  get wanSpending(): WanSpending {
    return this.#exchange.wanSpending
  }

  /** Whether a neighbour has the bytes at one of these addresses now. */
  isOffered(addresses: readonly Address[]): boolean {
    return this.#exchange.isOffered(addresses)
  }

  deadline(): Instant | undefined {
    return earliest(this.#exchange.deadline(), this.#device.deadline(), this.#leave.deadline())
  }

  #take(input: NodeInput, now: Instant): readonly NodeEffect[] {
    switch (input.type) {
      case 'tick':
      case 'peer-joined':
      case 'peer-left':
        return [
          ...this.#route(this.#exchange.handle(input, now), now),
          ...this.#route(this.#device.handle(input, now), now),
        ]
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
      case 'message':
      case 'want':
      case 'unwant':
      case 'consumed':
      case 'holding':
      case 'lost':
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
