import type { Address } from '#core/address.ts'
import { unreachable } from '#core/check.ts'
import { type Engine, earliest, type Instant } from '#core/engine.ts'
import type { ExchangeEffect, WantId } from '#core/exchange/contract.ts'
import type { WanSpending } from '#core/exchange/download/allowance.ts'
import { ExchangeEngine } from '#core/exchange/engine.ts'
import type { BlobId, DeviceEffect, DevicePolicy, ExchangeRequest, NodeEffect, NodeInput } from './contract.ts'
import { DeviceEngine } from './device-engine.ts'
import { Identifiers } from './identifiers.ts'

/** What a node engine is made from. */
export interface NodeEngineInit {
  readonly exchange: ConstructorParameters<typeof ExchangeEngine>[0]
  readonly policy: DevicePolicy
}

/**
 * A device and its exchange as one engine: what the two tell each other stays inside, so that every
 * world carries out the same effects and none of them routes.
 */
export class NodeEngine implements Engine<NodeInput, NodeEffect> {
  readonly #ids = new Identifiers()
  readonly #exchange: ExchangeEngine
  readonly #device: DeviceEngine
  readonly #blobByWant = new Map<WantId, BlobId>()
  readonly #wantByBlob = new Map<BlobId, WantId>()

  constructor(init: NodeEngineInit) {
    this.#exchange = new ExchangeEngine(init.exchange)
    this.#device = new DeviceEngine(init.policy, this.#ids)
  }

  handle(input: NodeInput, now: Instant): readonly NodeEffect[] {
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
      case 'wan-rules':
      case 'request':
      case 'served':
        return this.#route(this.#exchange.handle(input, now), now)
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

  /** What the WAN has cost so far. */
  get wanSpending(): WanSpending {
    return this.#exchange.wanSpending
  }

  /** Whether a neighbour has the bytes at one of these addresses now. */
  isOffered(addresses: readonly Address[]): boolean {
    return this.#exchange.isOffered(addresses)
  }

  deadline(): Instant | undefined {
    return earliest(this.#exchange.deadline(), this.#device.deadline())
  }

  /** Carries what device and exchange tell each other, in order, and returns what is left for the world. */
  #route(effects: readonly (DeviceEffect | ExchangeEffect | ExchangeRequest)[], now: Instant): readonly NodeEffect[] {
    return effects.flatMap((effect): readonly NodeEffect[] => {
      switch (effect.type) {
        case 'want':
        case 'unwant':
        case 'consumed':
        case 'holding':
        case 'lost':
          return this.#route(this.#exchange.handle(effect, now), now)
        case 'deliver': {
          const blob = this.#blobByWant.get(effect.want)
          if (blob === undefined) return this.#route(this.#device.handle(effect, now), now)
          this.#forgetBlob(effect.want, blob)
          return [{ type: 'blob', blob, ticket: effect.ticket }]
        }
        case 'send':
        case 'meet':
        case 'fetch':
        case 'cancel':
        case 'serve':
        case 'refuse':
        case 'release':
        case 'ban':
        case 'distrust':
        case 'refresh':
        case 'plan':
        case 'find-full':
        case 'make':
        case 'sync':
        case 'verify':
        case 'begin-trial':
        case 'check-image':
        case 'confirm':
        case 'record-failure':
        case 'roll-back':
        case 'answer':
        case 'reboot':
        case 'phase':
          return [effect]
        default:
          return unreachable(effect)
      }
    })
  }

  #forgetBlob(want: WantId, blob: BlobId): void {
    this.#blobByWant.delete(want)
    this.#wantByBlob.delete(blob)
  }
}
