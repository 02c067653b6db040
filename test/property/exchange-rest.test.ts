import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ExchangeEffect, FetchId, RequestId, Ticket } from '#core/exchange/contract.ts'
import { CrewRig } from '#test/core/exchange/crew/engine-rig.ts'
import { only, payload, peer } from '#test/core/exchange/rig.ts'

const neighbours = ['a', 'b', 'c', 'd', 'e', 'f']
const addresses = Array.from({ length: 12 }, (_, index) => payload(`payload ${index}`))

const neighbour = fc.constantFrom(...neighbours)
const some = fc.subarray(addresses, { minLength: 1 })

/** What may happen to a device. `pick` chooses among what is under way. */
const event = fc.oneof(
  fc.record({ type: fc.constant('have' as const), name: neighbour, some }),
  fc.record({ type: fc.constant('lease' as const), name: neighbour, some, receivedBytes: fc.nat(1_000_000) }),
  fc.record({ type: fc.constant('drop' as const), name: neighbour, some }),
  fc.record({ type: fc.constant('takes' as const), name: neighbour, isMember: fc.boolean() }),
  fc.record({ type: fc.constant('arrive' as const), pick: fc.nat() }),
  fc.record({ type: fc.constant('fail' as const), pick: fc.nat() }),
  fc.record({ type: fc.constant('progress' as const), pick: fc.nat(), receivedBytes: fc.nat(1_000_000) }),
  fc.record({ type: fc.constant('consumed' as const), pick: fc.nat() }),
  fc.record({ type: fc.constant('request' as const), name: neighbour, pick: fc.nat() }),
  fc.record({ type: fc.constant('served' as const), pick: fc.nat(), sentBytes: fc.nat(1_000_000) }),
  fc.record({ type: fc.constant('pass' as const), ms: fc.nat(3_000) }),
)

type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never

/** A device in the middle of its wants, and what is under way there. */
class Device {
  readonly rig = CrewRig.settled(...neighbours)
  readonly #fetches = new Map<FetchId, Extract<ExchangeEffect, { type: 'fetch' }>>()
  readonly #tickets: Ticket[] = []
  readonly #serves = new Set<RequestId>()
  #lastRequest = 0

  constructor() {
    addresses.forEach((address, index) => {
      this.note(this.rig.want(index, address))
    })
  }

  /** Keeps what effects begin. */
  note(effects: readonly ExchangeEffect[]): void {
    for (const fetch of only(effects, 'fetch')) this.#fetches.set(fetch.fetch, fetch)
    for (const { ticket } of only(effects, 'deliver')) this.#tickets.push(ticket)
    for (const { request } of only(effects, 'serve')) this.#serves.add(request)
  }

  happens(event: Event): readonly ExchangeEffect[] {
    const { rig } = this
    switch (event.type) {
      case 'have':
        return rig.have(event.name, ...event.some)
      case 'lease':
        return rig.lease(event.name, event.some, [], event.receivedBytes)
      case 'drop':
        return rig.lease(event.name, [], event.some)
      case 'takes':
        return rig.takes(event.name, event.isMember)
      case 'pass':
        return rig.pass(event.ms)
      case 'consumed': {
        const [ticket] = this.#tickets.splice(event.pick % Math.max(1, this.#tickets.length), 1)
        return ticket === undefined ? [] : rig.input({ type: 'consumed', ticket })
      }
      case 'request': {
        this.#lastRequest += 1
        const address = addresses[event.pick % addresses.length] as (typeof addresses)[number]
        return rig.input({ type: 'request', request: this.#lastRequest as RequestId, peer: peer(event.name), address })
      }
      case 'served': {
        const request = [...this.#serves][event.pick % Math.max(1, this.#serves.size)]
        if (request === undefined) return []
        this.#serves.delete(request)
        return rig.input({ type: 'served', request, sentBytes: event.sentBytes })
      }
      default:
        return this.#fetchHappens(event)
    }
  }

  #fetchHappens(event: Extract<Event, { type: 'arrive' | 'fail' | 'progress' }>): readonly ExchangeEffect[] {
    const fetch = [...this.#fetches.values()][event.pick % Math.max(1, this.#fetches.size)]
    if (fetch === undefined) return []
    if (event.type === 'progress') {
      return this.rig.input({ type: 'progress', fetch: fetch.fetch, receivedBytes: event.receivedBytes })
    }
    this.#fetches.delete(fetch.fetch)
    return event.type === 'arrive' ? this.rig.arrive(fetch) : this.rig.fail(fetch.fetch, 'busy')
  }
}

test('whatever an input makes possible is begun with it: a tick right after finds nothing to do', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const device = new Device()

      for (const event of events) {
        device.note(device.happens(event))

        assert.deepEqual(device.rig.input({ type: 'tick' }), [], `after ${event.type}`)
      }
    }),
    { numRuns: 200 },
  )
})
